#include "api/role_input.h"

#include <fmt/format.h>

namespace muster::api {

registry::Role read_role(ObjectReader& input, registry::OrganisationKind kind) {
  if (!input.has("role")) return registry::full_role_of(kind);
  std::vector<std::string_view> names;
  for (const auto role : registry::roles_of(kind)) names.push_back(to_string(role));
  const auto chosen = input.choice("role", names);
  return chosen ? *registry::role_from(kind, *chosen) : registry::full_role_of(kind);
}

registry::Scopes read_scopes(ObjectReader& input, registry::Scopes most, InputErrors& errors) {
  constexpr TextRule scope_text = {.min = 1, .max = 64};
  const auto names = input.optional_texts("scopes", registry::all_scopes().size(), scope_text);
  if (!names) return most;
  registry::Scopes scopes;
  for (std::size_t i = 0; i < names->size(); ++i) {
    const auto pointer = fmt::format("{}/{}", input.pointer_to("scopes"), i);
    const auto scope = registry::scope_from((*names)[i]);
    if (!scope) {
      errors.add(pointer, "unknown_scope", "There is no such scope.", (*names)[i]);
    } else if (!most.contains(*scope)) {
      errors.add(pointer, "out_of_scope", "The scope is one that you do not have yourself.",
                 (*names)[i]);
    } else {
      scopes.add(*scope);
    }
  }
  if (names->empty()) errors.add(input.pointer_to("scopes"), "missing", "Give one scope at least.");
  return scopes;
}

std::optional<registry::Time> read_expiry(ObjectReader& input, registry::Time now,
                                          InputErrors& errors) {
  const auto expires_at = input.optional_time("expires_at");
  if (expires_at && *expires_at <= now) {
    errors.add(input.pointer_to("expires_at"), "in_the_past", "Must be in the future.",
               registry::to_text(*expires_at));
  }
  return expires_at;
}

}  // namespace muster::api
