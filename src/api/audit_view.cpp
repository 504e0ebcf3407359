#include "api/audit_view.h"

#include <array>
#include <boost/json.hpp>
#include <charconv>

#include "api/cursor.h"
#include "api/media_type.h"
#include "api/query_input.h"
#include "api/render.h"
#include "intake/csv_writer.h"

namespace muster::api {
namespace {

namespace json = boost::json;
using registry::AuditCursor;
using registry::AuditEntry;
using registry::AuditFilter;
using registry::OrganisationId;

constexpr std::size_t entries_at_once = 1000;  ///< of a download
constexpr TextRule word = {.min = 1, .max = 64};

template <class Id>
json::value id_or_null(Id id) {
  return id ? json::value(id.text()) : json::value(nullptr);
}

std::string hex(const registry::AuditHash& hash) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const auto byte : hash) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

json::object entry_to_json(const AuditEntry& entry) {
  json::object who;
  who["name"] = entry.cause.name;
  who["organisation_id"] = id_or_null(entry.cause.organisation);
  who["organisation_name"] = text_or_null(entry.cause.organisation_name);
  who["person_id"] = id_or_null(entry.cause.person);
  who["token_id"] = id_or_null(entry.cause.token);
  json::object object;
  object["organisation_id"] = entry.change.organisation.text();
  object["number"] = entry.number;
  object["at"] = to_json(entry.at);
  object["action"] = entry.change.action;
  object["subject"] = text_or_null(entry.change.subject);
  object["subject_name"] = text_or_null(entry.change.subject_name);
  object["before"] = json::parse(entry.change.before);
  object["after"] = json::parse(entry.change.after);
  object["who"] = std::move(who);
  object["address"] = text_or_null(entry.cause.address);
  object["request_id"] = text_or_null(entry.cause.request_id);
  object["hash"] = hex(entry.hash);
  return object;
}

std::optional<std::int64_t> number_from(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<AuditCursor> cursor_from(std::string_view text) {
  const auto fields = read_cursor(CursorOf::audit_log, 3, text);
  if (!fields) return std::nullopt;
  const auto at = number_from((*fields)[0]);
  const auto organisation = OrganisationId::parse((*fields)[1]);
  const auto number = number_from((*fields)[2]);
  if (!at || !organisation || !number) return std::nullopt;
  return AuditCursor{registry::Time{std::chrono::milliseconds{*at}}, *organisation, *number};
}

std::string to_text(const AuditEntry& last) {
  return make_cursor(CursorOf::audit_log,
                     {std::to_string(last.at.time_since_epoch().count()),
                      last.change.organisation.text(), std::to_string(last.number)});
}

AuditCursor cursor_after(const AuditEntry& entry) {
  return {entry.at, entry.change.organisation, entry.number};
}

http::Response page_of(Services& services, const AuditFilter& filter,
                       const std::optional<AuditCursor>& before, std::size_t limit) {
  auto found = services.audit.list(filter, before, limit + 1);
  std::string next;
  if (found.size() > limit) {
    found.resize(limit);
    next = to_text(found.back());
  }
  json::array items;
  for (const auto& entry : found) items.push_back(entry_to_json(entry));
  return json_response(page(std::move(items), next));
}

bool write_csv(Services& services, const AuditFilter& filter, http::ResponseSink& sink) {
  constexpr std::array<std::string_view, 12> headings = {
      "Number",       "At",      "Action",     "Subject", "Subject name", "Who",
      "Organisation", "Address", "Request ID", "Before",  "After",        "Hash"};
  std::string text;
  intake::append_csv_row(text, headings);
  std::optional<AuditCursor> before;
  for (;;) {
    const auto entries = services.audit.list(filter, before, entries_at_once);
    for (const auto& entry : entries) {
      const auto number = std::to_string(entry.number);
      const auto at = registry::to_text(entry.at);
      const auto hash = hex(entry.hash);
      intake::append_spreadsheet_row(
          text, std::array<std::string_view, 12>{number, at, entry.change.action,
                                                 entry.change.subject, entry.change.subject_name,
                                                 entry.cause.name, entry.cause.organisation_name,
                                                 entry.cause.address, entry.cause.request_id,
                                                 entry.change.before, entry.change.after, hash});
      before = cursor_after(entry);
    }
    if (!sink.write(text)) return false;
    text.clear();
    if (entries.size() < entries_at_once) return true;
  }
}

std::optional<registry::Time> time_of(QueryInput& query, std::string_view name) {
  const auto text = query.value(name);
  if (!text) return std::nullopt;
  const auto time = registry::time_from_text(*text);
  if (!time) {
    query.invalid(name, "not_a_time",
                  "Must be a time as in RFC 3339, such as `2026-11-23T13:09:20Z`.", *text);
  }
  return time;
}

}  // namespace

http::Response audit_page(Services& services, const Call& call, const AuditFilter& filter) {
  QueryInput query(call.request);
  const auto limit = query.limit();
  const auto before = cursor_of<AuditCursor>(query, cursor_from);
  query.finish();
  return page_of(services, filter, before, limit);
}

http::Response audit_answer(Services& services, const Call& call,
                            std::optional<OrganisationId> organisation) {
  QueryInput query(call.request);
  const AuditFilter filter{.organisation = organisation,
                           .action = query.text("action", word),
                           .subject = query.text("subject", word),
                           .request_id = query.text("request_id", word),
                           .person = query.id<registry::PersonId>("person_id", "a person"),
                           .from = time_of(query, "from"),
                           .until = time_of(query, "until")};
  const auto limit = query.limit();
  const auto before = cursor_of<AuditCursor>(query, cursor_from);
  query.finish();
  if (!asks_for(call.request, "text/csv")) return page_of(services, filter, before, limit);
  http::Response response;
  response.headers.set("Content-Type", "text/csv; charset=utf-8; header=present");
  response.headers.set("Content-Disposition", "attachment; filename=\"audit.csv\"");
  response.stream = [&services, filter](http::ResponseSink& sink) {
    return write_csv(services, filter, sink);
  };
  return response;
}

}  // namespace muster::api
