#include "registry/audit.h"

namespace muster::registry {
namespace {

void add(std::string& text, std::string_view field) {
  const auto size = static_cast<std::uint32_t>(field.size());
  for (int shift = 24; shift >= 0; shift -= 8) text += static_cast<char>(size >> shift & 0xff);
  text += field;
}

void add(std::string& text, std::int64_t number) {
  add(text, std::string_view(std::to_string(number)));
}

}  // namespace

std::string hashed_text(const AuditEntry& entry) {
  std::string text;
  add(text, std::string_view(reinterpret_cast<const char*>(entry.previous.data()),
                             entry.previous.size()));
  add(text, entry.change.organisation.value);
  add(text, entry.number);
  add(text, entry.at.time_since_epoch().count());
  add(text, entry.change.action);
  add(text, entry.change.subject);
  add(text, entry.change.subject_name);
  add(text, entry.change.before);
  add(text, entry.change.after);
  add(text, entry.cause.organisation.value);
  add(text, entry.cause.organisation_name);
  add(text, entry.cause.name);
  add(text, entry.cause.person.value);
  add(text, entry.cause.token.value);
  add(text, entry.cause.address);
  add(text, entry.cause.request_id);
  return text;
}

}  // namespace muster::registry
