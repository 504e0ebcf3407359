// /identity-providers: the OpenID providers through which people sign in, for the operator; and
// /sign-in-providers, which is what the sign-in page shows of them.

#include <algorithm>
#include <boost/json.hpp>

#include "api/json_input.h"
#include "api/problems.h"
#include "api/render.h"
#include "api/short_list.h"
#include "api/v1/resources.h"
#include "api/webhook_url.h"

namespace muster::api::v1 {
namespace {

namespace json = boost::json;
using registry::Action;
using registry::IdentityProvider;
using registry::OrganisationId;
using registry::ProviderError;
using registry::ProviderId;
using registry::ProviderRule;

constexpr TextRule provider_name = {.min = 1, .max = 128, .may_be_blank = false};
constexpr TextRule issuer_text = {.min = 1, .max = 1024};
constexpr TextRule client_text = {.min = 1, .max = 1024};
constexpr TextRule secret_text = {.min = 0, .max = 4096};
constexpr TextRule scope_text = {.min = 1, .max = 128, .may_be_blank = false};
constexpr TextRule claim_text = {.min = 1, .max = 256};
constexpr TextRule id_text = {.min = 1, .max = 64};
constexpr std::size_t most_providers = 50;
constexpr std::size_t most_rules = 500;
constexpr std::size_t most_scopes = 20;

json::object rule_to_json(const ProviderRule& rule) {
  json::object object;
  object["claim"] = rule.claim;
  object["value"] = rule.value;
  object["organisation_id"] = rule.organisation.text();
  object["role"] = to_string(rule.role);
  return object;
}

/// Without the secret, which is never shown.
json::object terms_of(const IdentityProvider& provider) {
  json::array rules;
  for (const auto& rule : provider.rules) rules.push_back(rule_to_json(rule));
  json::object object;
  object["name"] = provider.name;
  object["issuer"] = provider.issuer;
  object["client_id"] = provider.client_id;
  object["has_client_secret"] = !provider.client_secret.empty();
  object["scopes"] = json::value_from(provider.scopes);
  object["rules"] = std::move(rules);
  object["links_by_email"] = provider.links_by_email;
  object["enabled"] = provider.enabled;
  return object;
}

json::object provider_to_json(const IdentityProvider& provider) {
  auto object = terms_of(provider);
  object["id"] = provider.id.text();
  object["created_at"] = to_json(provider.created_at);
  return object;
}

/// One element of `rules`. A role is one of the organisation's kind.
std::optional<ProviderRule> read_rule(Services& services, const json::value& value,
                                      const std::string& pointer, InputErrors& errors) {
  ObjectReader input(value, pointer, errors);
  ProviderRule rule{.claim = input.text("claim", claim_text),
                    .value = input.text("value", claim_text)};
  const auto organisation_text = input.text("organisation_id", id_text);
  const auto role_text = input.text("role", id_text);
  input.finish();
  if (organisation_text.empty() || role_text.empty()) return std::nullopt;  // noted already
  const auto id = OrganisationId::parse(organisation_text);
  const auto organisation = id ? services.organisations.find(*id) : std::nullopt;
  if (!organisation) {
    errors.add(input.pointer_to("organisation_id"), "unknown_organisation",
               "There is no such organisation.", organisation_text);
    return std::nullopt;
  }
  const auto role = registry::role_from(organisation->kind, role_text);
  if (!role) {
    errors.add(input.pointer_to("role"), "unknown_role",
               "The organisation has no such role: its kind is another.", role_text);
    return std::nullopt;
  }
  rule.organisation = *id;
  rule.role = *role;
  return rule;
}

/// The fields that can be changed; what is left out stays as it is.
void read_terms(Services& services, ObjectReader& input, IdentityProvider& provider,
                InputErrors& errors) {
  if (auto name = input.optional_text("name", provider_name)) provider.name = std::move(*name);
  if (auto id = input.optional_text("client_id", client_text)) provider.client_id = std::move(*id);
  if (const auto secret = input.maybe_text("client_secret", secret_text); secret.given) {
    provider.client_secret = secret.text.value_or("");
  }
  if (auto scopes = input.optional_texts("scopes", most_scopes, scope_text)) {
    if (std::ranges::find(*scopes, "openid") == scopes->end()) {
      errors.add(input.pointer_to("scopes"), "missing", "Must have `openid` among them.");
    }
    for (const auto& scope : *scopes) {
      if (scope.find(' ') == std::string::npos) continue;
      errors.add(input.pointer_to("scopes"), "blank", "Give each scope by itself.", scope);
    }
    provider.scopes = std::move(*scopes);
  }
  if (input.has("rules")) {
    provider.rules.clear();
    input.array("rules", 0, most_rules, [&](const json::value& value, const std::string& pointer) {
      if (auto rule = read_rule(services, value, pointer, errors)) {
        provider.rules.push_back(std::move(*rule));
      }
    });
  }
  provider.links_by_email =
      input.optional_boolean("links_by_email").value_or(provider.links_by_email);
  provider.enabled = input.optional_boolean("enabled").value_or(provider.enabled);
}

void check_issuer(const Services& services, const std::string& issuer, InputErrors& errors) {
  if (issuer.empty()) return;  // noted already
  auto fault = fault_of_webhook_url(issuer, services.identity_providers_on_private_addresses);
  if (!fault && issuer.find('?') != std::string::npos) fault = "Must be without a query.";
  if (fault) errors.add("/issuer", "url_not_allowed", std::move(*fault), issuer);
}

[[noreturn]] void refuse_provider(ProviderError error) {
  if (error == ProviderError::not_found) throw not_found("identity provider");
  throw Refusal(ProblemCode::conflict, "There is an identity provider of this name.");
}

IdentityProvider find_provider(Services& services, const Call& call) {
  auto found =
      services.identity_providers.find(call.id<ProviderId>("provider_id", "identity provider"));
  if (!found) throw not_found("identity provider");
  return std::move(*found);
}

registry::Change change_of(const IdentityProvider& provider, std::string action) {
  return {
      .action = std::move(action), .subject = provider.id.text(), .subject_name = provider.name};
}

http::Response create_provider(Services& services, const Call& call) {
  const auto body = json_body(call.request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  for (const std::string_view field : {"name", "client_id"}) {
    if (input.has(field)) continue;
    errors.add(input.pointer_to(field), "missing", "The field is required.");
  }
  IdentityProvider provider;
  provider.issuer = input.text("issuer", issuer_text);
  check_issuer(services, provider.issuer, errors);
  read_terms(services, input, provider, errors);
  input.finish();
  errors.refuse_if_any();
  if (services.identity_providers.list().size() >= most_providers) {
    throw Refusal(ProblemCode::conflict, "There are 50 identity providers at most.");
  }
  const auto made = services.identity_providers.create(std::move(provider));
  if (!made) refuse_provider(made.error());
  auto change = change_of(*made, "identity_provider.created");
  change.after = json::serialize(terms_of(*made));
  record(services, call, std::move(change));
  return created(provider_to_json(*made), "/api/v1/identity-providers/" + made->id.text());
}

/// Nobody stays signed in by a provider that is gone or switched off.
void end_its_sessions(Services& services, Authentication& authentication, const Call& call,
                      ProviderId id) {
  services.sessions.end_of_provider(id);
  call.afterwards.emplace_back([&authentication] { authentication.forget(); });
}

http::Response change_provider(Services& services, Authentication& authentication,
                               const Call& call) {
  const auto before = find_provider(services, call);
  const auto body = json_body(call.request);
  InputErrors errors;
  ObjectReader input(body, "", errors);
  auto after = before;
  read_terms(services, input, after, errors);
  if (input.has("issuer")) {
    // Its people are known by issuer and subject: another issuer's subjects are other people.
    if (input.text("issuer", issuer_text) != before.issuer) {
      errors.add("/issuer", "not_changeable",
                 "An issuer cannot be changed. Add another identity provider, and remove this "
                 "one.");
    }
  }
  input.finish();
  errors.refuse_if_any();
  if (const auto changed = services.identity_providers.change(after); !changed) {
    refuse_provider(changed.error());
  }
  auto change = change_of(after, "identity_provider.changed");
  change.before = json::serialize(terms_of(before));
  change.after = json::serialize(terms_of(after));
  record(services, call, std::move(change));
  if (before.enabled && !after.enabled) {
    end_its_sessions(services, authentication, call, after.id);
  }
  return json_response(provider_to_json(after));
}

http::Response remove_provider(Services& services, Authentication& authentication,
                               const Call& call) {
  const auto provider = find_provider(services, call);
  services.identity_providers.remove(provider.id);
  auto change = change_of(provider, "identity_provider.removed");
  change.before = json::serialize(terms_of(provider));
  record(services, call, std::move(change));
  end_its_sessions(services, authentication, call, provider.id);
  return http::Response::empty(204);
}

http::Response list_for_sign_in(Services& services) {
  json::array items;
  for (const auto& provider : services.identity_providers.list()) {
    if (!provider.enabled) continue;
    items.push_back(json::object{{"id", provider.id.text()}, {"name", provider.name}});
  }
  return json_response({{"items", std::move(items)}});
}

}  // namespace

void add_identity_providers(Operations& operations) {
  auto& services = operations.services();
  const auto& authentication = operations.authentication();
  const std::string all = "/api/v1/identity-providers";
  const std::string one = all + "/{provider_id}";
  operations.add("POST", all, "create_identity_provider", Action::manage_installation,
                 {.body = BodyKind::json},
                 [&services](const Call& call) { return create_provider(services, call); });
  operations.add("GET", all, "list_identity_providers", Action::see_installation,
                 {.takes_query = true}, [&services](const Call& call) {
                   return short_list(
                       call.request, CursorOf::identity_providers,
                       services.identity_providers.list(),
                       [](const IdentityProvider& provider) { return provider_to_json(provider); });
                 });
  operations.add("GET", one, "get_identity_provider", Action::see_installation, {},
                 [&services](const Call& call) {
                   return json_response(provider_to_json(find_provider(services, call)));
                 });
  operations.add("PATCH", one, "update_identity_provider", Action::manage_installation,
                 {.body = BodyKind::json}, [&services, authentication](const Call& call) {
                   return change_provider(services, *authentication, call);
                 });
  operations.add("DELETE", one, "remove_identity_provider", Action::manage_installation, {},
                 [&services, authentication](const Call& call) {
                   return remove_provider(services, *authentication, call);
                 });
  operations.add_open("GET", "/api/v1/sign-in-providers", "list_sign_in_providers",
                      [&services](http::Request&) { return list_for_sign_in(services); });
}

}  // namespace muster::api::v1
