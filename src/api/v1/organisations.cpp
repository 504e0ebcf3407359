// /organisations: partners, customers, suppliers and operators.

#include <fmt/format.h>

#include <array>
#include <boost/json.hpp>

#include "api/cursor.h"
#include "api/json_input.h"
#include "api/problems.h"
#include "api/query_input.h"
#include "api/render.h"
#include "api/render_organisation.h"
#include "api/v1/resources.h"
#include "registry/role.h"

namespace muster::api::v1 {
namespace {

namespace json = boost::json;
using registry::Action;
using registry::Organisation;
using registry::OrganisationId;
using registry::OrganisationKind;

const std::vector<std::string_view> kinds = {"partner", "customer", "supplier", "operator"};

/// Of the organisation, as it stands in the audit log.
registry::Change change_of(const Organisation& organisation, std::string action) {
  return {.organisation = organisation.id,
          .action = std::move(action),
          .subject = organisation.id.text(),
          .subject_name = organisation.name};
}

[[noreturn]] void refuse_name(std::string_view kind, std::string_view name) {
  throw Refusal(ProblemCode::conflict,
                fmt::format("There is a {} with the name `{}` already.", kind, name));
}

http::Response create_organisation(Services& services, const Call& call) {
  const auto body = json_body(call.request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  const auto kind = input.choice("kind", kinds);
  auto name = input.text("name", name_text);
  input.finish();
  errors.refuse_if_any();

  const auto made = services.organisations.create(*registry::organisation_kind_from(*kind), name);
  if (!made) refuse_name(*kind, name);
  record(services, call, change_of(*made, "organisation.created"));
  return created(to_json(*made), "/api/v1/organisations/" + made->id.text());
}

http::Response list_organisations(Services& services, const Call& call) {
  QueryInput query(call.request);
  const auto kind_name = query.choice("kind", kinds);
  const auto limit = query.limit();
  const auto after = cursor_of<OrganisationId>(query, [](std::string_view text) {
    return read_id_cursor<OrganisationId>(CursorOf::organisations, text);
  });
  query.finish();
  std::optional<OrganisationKind> kind;
  if (kind_name) kind = registry::organisation_kind_from(*kind_name);

  std::vector<Organisation> found;
  const auto& own = call.caller().organisation;
  if (own.kind == OrganisationKind::operator_) {
    found = services.organisations.list(kind, after.value_or(OrganisationId{}), limit + 1);
  } else if ((!kind || *kind == own.kind) && (!after || *after < own.id)) {
    found.push_back(own);
  }
  std::string next;
  if (found.size() > limit) {
    found.resize(limit);
    next = id_cursor(CursorOf::organisations, found.back().id);
  }
  json::array items;
  for (const auto& organisation : found) items.push_back(to_json(organisation));
  return json_response(page(std::move(items), next));
}

Organisation rename(Services& services, const Call& call, const Organisation& organisation,
                    const std::string& name) {
  auto renamed = services.organisations.rename(organisation.id, name);
  if (!renamed) refuse_name(to_string(organisation.kind), name);
  auto change = change_of(*renamed, "organisation.renamed");
  change.before = json::serialize(json::object{{"name", organisation.name}});
  change.after = json::serialize(json::object{{"name", name}});
  record(services, call, std::move(change));
  return std::move(*renamed);
}

const std::vector<std::string_view> states = {"active", "suspended"};

Organisation set_state(Services& services, Authentication& authentication, const Call& call,
                       const Organisation& organisation, std::string_view text) {
  auto relationship = call.relationship;
  authorise(services, call.caller(), Action::manage_organisation, organisation, relationship,
            "organisation");
  const auto state = text == "active" ? registry::OrganisationState::active
                                      : registry::OrganisationState::suspended;
  if (state == organisation.state) return organisation;
  record(services, call,
         change_of(organisation,
                   text == "active" ? "organisation.resumed" : "organisation.suspended"));
  call.afterwards.emplace_back([&authentication] { authentication.forget(); });
  return services.organisations.set_state(organisation.id, state).value();
}

http::Response update_organisation(Services& services, Authentication& authentication,
                                   const Call& call) {
  const auto body = json_body(call.request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  const auto name = input.optional_text("name", name_text);
  const auto state = input.has("state") ? input.choice("state", states) : std::nullopt;
  if (!name && !state) errors.add("", "missing", "Give `name`, `state`, or both.");
  input.finish();
  errors.refuse_if_any();

  auto organisation = call.organisation;
  if (state) organisation = set_state(services, authentication, call, organisation, *state);
  if (name && *name != organisation.name)
    organisation = rename(services, call, organisation, *name);
  return json_response(to_json(organisation));
}

bool publishes(Services& services, const Organisation& organisation) {
  return organisation.kind == OrganisationKind::supplier &&
         !services.directory.list(organisation.id, "", std::nullopt, 1).items.empty();
}

bool owns_claims(Services& services, const Organisation& organisation) {
  if (organisation.kind != OrganisationKind::customer) return false;
  const auto counts =
      services.devices.counts(organisation.id, active_window(services, organisation.id));
  return counts.total() > counts.registration_failed;
}

http::Response delete_organisation(Services& services, Authentication& authentication,
                                   const Call& call) {
  QueryInput query(call.request);
  const auto typed = query.text("confirm_name", any_text);
  query.finish();
  const auto& organisation = call.organisation;
  if (typed != organisation.name) {
    throw bad_parameter(
        "confirm_name", "not_the_name",
        "Type the name of the organisation exactly, to be sure that it is this one.",
        typed.value_or(""));
  }
  if (owns_claims(services, organisation)) {
    throw Refusal(ProblemCode::conflict,
                  "The customer has devices that are registered or waiting. Remove them first.");
  }
  if (publishes(services, organisation)) {
    throw Refusal(ProblemCode::conflict,
                  "The supplier has directory entries. Withdraw them first.");
  }
  record(services, call, change_of(organisation, "organisation.deleted"));
  (void)services.organisations.remove(organisation.id);
  call.afterwards.emplace_back([&authentication] { authentication.forget(); });
  return http::Response::empty(204);
}

http::Response get_settings(Services& services, const Call& call) {
  return json_response(to_json(services.organisations.settings(call.organisation.id)));
}

/// nullopt where it is left out; null stands for nobody.
std::optional<std::optional<registry::Role>> read_approver(ObjectReader& input,
                                                           InputErrors& errors) {
  constexpr std::array approvers = {registry::Role::operator_, registry::Role::administrator,
                                    registry::Role::admin_agent};
  const auto given = input.maybe_text("hash_approver", any_text);
  if (!given.given) return std::nullopt;
  if (!given.text) return std::optional<registry::Role>();
  for (const auto role : approvers) {
    if (to_string(role) == *given.text) return role;
  }
  errors.add(input.pointer_to("hash_approver"), "unknown_value",
             "Must be `operator`, `administrator`, `admin_agent` or null.", *given.text);
  return std::nullopt;
}

http::Response update_settings(Services& services, const Call& call) {
  const auto body = json_body(call.request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  constexpr std::int64_t most_hours = 365L * 24;
  const auto tag = input.maybe_text("default_group_tag", any_text);
  const auto hours = input.optional_integer("check_in_age_hours", 1, most_hours);
  const auto hash_alone = input.optional_boolean("hardware_hash_alone");
  const auto approver = read_approver(input, errors);
  const auto require_tpm = input.optional_boolean("require_tpm");
  const auto addresses = input.optional_texts("notification_addresses", 20, email_text);
  input.finish();
  for (std::size_t i = 0; addresses && i < addresses->size(); ++i) {
    if (!is_email((*addresses)[i])) {
      errors.add(fmt::format("/notification_addresses/{}", i), "not_an_address",
                 "This is not an e-mail address.", (*addresses)[i]);
    }
  }
  errors.refuse_if_any();

  const auto before = services.organisations.settings(call.organisation.id);
  auto after = before;
  if (tag.given) after.default_group_tag = tag.text.value_or("");
  if (hours) after.check_in_age = std::chrono::hours{*hours};
  if (hash_alone) after.hardware_hash_alone = *hash_alone;
  if (approver) after.hash_approver = *approver;
  if ((after.hardware_hash_alone != before.hardware_hash_alone ||
       after.hash_approver != before.hash_approver) &&
      call.caller().organisation.kind != registry::OrganisationKind::operator_) {
    throw Refusal(ProblemCode::forbidden,
                  "Only the operator decides what a hardware hash alone is worth.");
  }
  if (require_tpm) after.require_tpm = *require_tpm;
  if (addresses) after.notification_addresses = *addresses;
  if (after != before) {
    services.organisations.set_settings(call.organisation.id, after);
    auto change = change_of(call.organisation, "settings.changed");
    change.before = json::serialize(to_json(before));
    change.after = json::serialize(to_json(after));
    record(services, call, std::move(change));
  }
  return json_response(to_json(after));
}

}  // namespace

void add_organisations(Operations& operations) {
  auto& services = operations.services();
  const std::string one = "/api/v1/organisations/{organisation_id}";
  operations.add("POST", "/api/v1/organisations", "create_organisation",
                 Action::create_organisation, {.body = BodyKind::json},
                 [&services](const Call& call) { return create_organisation(services, call); });
  operations.add("GET", "/api/v1/organisations", "list_organisations", Action::see_organisation,
                 {.takes_query = true},
                 [&services](const Call& call) { return list_organisations(services, call); });
  operations.add("GET", one, "get_organisation", Action::see_organisation, {},
                 [](const Call& call) { return json_response(to_json(call.organisation)); });
  operations.add("PATCH", one, "update_organisation", Action::rename_organisation,
                 {.body = BodyKind::json},
                 [&services, authentication = operations.authentication()](const Call& call) {
                   return update_organisation(services, *authentication, call);
                 });
  operations.add("DELETE", one, "delete_organisation", Action::manage_organisation,
                 {.takes_query = true},
                 [&services, authentication = operations.authentication()](const Call& call) {
                   return delete_organisation(services, *authentication, call);
                 });
  operations.add("GET", one + "/settings", "get_settings", Action::see_settings, {},
                 [&services](const Call& call) { return get_settings(services, call); });
  operations.add("PATCH", one + "/settings", "update_settings", Action::change_settings,
                 {.body = BodyKind::json},
                 [&services](const Call& call) { return update_settings(services, call); });
}

}  // namespace muster::api::v1
