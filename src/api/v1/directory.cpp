// /suppliers/{id}/directory: the devices that a supplier has published.

#include <fmt/format.h>

#include <boost/json.hpp>

#include "api/cursor.h"
#include "api/directory_upload.h"
#include "api/file_input.h"
#include "api/json_input.h"
#include "api/problems.h"
#include "api/query_input.h"
#include "api/render.h"
#include "api/v1/resources.h"

namespace muster::api::v1 {
namespace {

namespace json = boost::json;
using identity::IdentityKey;
using registry::Action;
using registry::DirectoryCursor;
using registry::WithdrawError;

constexpr std::string_view id_prefix = "ent_";
constexpr std::size_t most_entries = 10'000;                      ///< in one withdrawal
constexpr std::uint64_t withdraw_limit = std::uint64_t{8} << 20;  ///< bytes of its body
constexpr TextRule prefix_text = {.min = 0, .max = 128};

json::object item_to_json(const registry::DirectoryPage::Item& item) {
  const auto& entry = item.entry;
  json::object object;
  object["id"] = std::string(id_prefix) + entry.key.hex();
  object["manufacturer"] = entry.manufacturer;
  object["model"] = entry.model;
  object["serial_number"] = entry.serial_number;
  object["product_id"] = text_or_null(entry.product_id);
  object["hardware_hash_present"] = entry.hardware_hash_present;
  object["claimed"] = item.claimed;
  object["published_at"] = to_json(entry.published_at);
  return object;
}

std::optional<DirectoryCursor> read_cursor_text(std::string_view text) {
  const auto fields = read_cursor(CursorOf::directory, 2, text);
  if (!fields) return std::nullopt;
  const auto key = IdentityKey::from_hex((*fields)[1]);
  if (!key) return std::nullopt;
  return DirectoryCursor{.serial_number = (*fields)[0], .key = *key};
}

http::Response list_entries(Services& services, const Call& call) {
  QueryInput query(call.request);
  const auto prefix = query.text("serial_prefix", prefix_text).value_or("");
  const auto limit = query.limit();
  const auto after = cursor_of<DirectoryCursor>(query, read_cursor_text);
  query.finish();

  auto found = services.directory.list(call.organisation.id, prefix, after, limit + 1);
  std::string next;
  if (found.items.size() > limit) {
    found.items.resize(limit);
    const auto& last = found.items.back().entry;
    next = make_cursor(CursorOf::directory, {last.serial_number, last.key.hex()});
  }
  json::array items;
  for (const auto& item : found.items) items.push_back(item_to_json(item));
  return json_response(page(std::move(items), next));
}

http::Response withdraw_entry(Services& services, const Call& call) {
  const auto text = call.path_parameter("entry_id");
  const auto key = text.starts_with(id_prefix)
                       ? IdentityKey::from_hex(text.substr(id_prefix.size()))
                       : std::nullopt;
  if (!key) {
    throw Refusal(ProblemCode::not_found,
                  fmt::format("`{}` is not the ID of a directory entry.", shown(text)));
  }
  const auto done = services.directory.withdraw(call.organisation.id, std::span(&*key, 1)).front();
  if (!done) {
    if (done.error() == WithdrawError::not_found) throw not_found("directory entry");
    throw Refusal(ProblemCode::conflict,
                  "The device is claimed; its entry can be withdrawn when it has been removed.");
  }
  record(services, call, {.action = "directory.withdrawn", .subject = std::string(text)});
  return http::Response::empty(204);
}

std::vector<IdentityKey> read_identities(Services& services, ObjectReader& input,
                                         InputErrors& errors) {
  std::vector<IdentityKey> keys;
  constexpr TextRule value_text = {.min = 1, .max = 256};
  input.array("entries", 1, most_entries,
              [&](const json::value& value, const std::string& pointer) {
                ObjectReader entry(value, pointer, errors);
                const auto manufacturer = entry.text("manufacturer", value_text);
                const auto model = entry.text("model", value_text);
                const auto serial_number = entry.text("serial_number", value_text);
                entry.finish();
                keys.push_back(services.keyer.of(manufacturer, model, serial_number));
              });
  return keys;
}

http::Response withdraw_entries(Services& services, const Call& call) {
  const auto body = json_body(call.request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  const auto keys = read_identities(services, input, errors);
  input.finish();
  errors.refuse_if_any();

  std::int64_t withdrawn = 0;
  json::array refused;
  const auto results = services.directory.withdraw(call.organisation.id, keys);
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (results[i]) {
      ++withdrawn;
      record(services, call,
             {.action = "directory.withdrawn",
              .subject = fmt::format("{}{}", id_prefix, keys[i].hex())});
      continue;
    }
    const bool claimed = results[i].error() == WithdrawError::claimed;
    json::object object;
    object["index"] = i;
    object["code"] = claimed ? "claimed" : "not_found";
    object["message"] = claimed ? "The device is claimed."
                                : "This supplier has not published a device with these values.";
    refused.push_back(std::move(object));
  }
  json::object answer;
  answer["withdrawn"] = withdrawn;
  answer["refused"] = std::move(refused);
  return json_response(answer);
}

}  // namespace

void add_directory(Operations& operations) {
  auto& services = operations.services();
  operations.add("POST", "/api/v1/suppliers/{supplier_id}/directory", "publish_directory",
                 Action::publish_directory,
                 {.body = BodyKind::file,
                  .body_limit = upload_body_limit(services.limits),
                  .takes_query = true},
                 [&services](const Call& call) { return upload_directory(services, call); });
  operations.add("GET", "/api/v1/suppliers/{supplier_id}/directory", "list_directory",
                 Action::see_directory, {.takes_query = true},
                 [&services](const Call& call) { return list_entries(services, call); });
  operations.add("DELETE", "/api/v1/suppliers/{supplier_id}/directory/{entry_id}",
                 "withdraw_directory_entry", Action::publish_directory, {},
                 [&services](const Call& call) { return withdraw_entry(services, call); });
  operations.add("POST", "/api/v1/suppliers/{supplier_id}/directory/withdraw", "withdraw_directory",
                 Action::publish_directory, {.body = BodyKind::json, .body_limit = withdraw_limit},
                 [&services](const Call& call) { return withdraw_entries(services, call); });
}

}  // namespace muster::api::v1
