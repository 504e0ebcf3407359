#include "api/operations.h"

#include <fmt/format.h>

#include <array>
#include <boost/json.hpp>
#include <utility>

#include "api/idempotency.h"
#include "api/json_input.h"
#include "api/media_type.h"
#include "api/problems.h"
#include "api/query_input.h"
#include "api/text_rule.h"
#include "security/sealed_text.h"

namespace muster::api {
namespace {

using registry::Action;
using registry::Organisation;
using registry::OrganisationId;
using registry::Relationship;

/// Path parameters that name the organisation to which something is done.
struct OwnerParameter {
  std::string_view name;
  std::string_view what;
};
constexpr std::array owner_parameters = {OwnerParameter{"customer_id", "customer"},
                                         OwnerParameter{"supplier_id", "supplier"},
                                         OwnerParameter{"organisation_id", "organisation"}};

const OwnerParameter* owner_in(std::string_view pattern) {
  for (const auto& parameter : owner_parameters) {
    if (pattern.find(fmt::format("{{{}}}", parameter.name)) != std::string_view::npos) {
      return &parameter;
    }
  }
  return nullptr;
}

/// What every operation has around its handler.
struct Gate {
  Services& services;
  std::shared_ptr<Authentication> authentication;
  Action action;
  OperationOptions options;
  const OwnerParameter* owner;
  Operations::Handler handler;

  http::Response answer(http::Request& request) const {
    try {
      return granted(request);
    } catch (const Refusal& refusal) {
      return http::to_response(refusal.problem(), request.request_id);
    }
  }

 private:
  http::Response granted(http::Request& request) const {
    const auto signed_in = authentication->sign_in(request);
    request.user = signed_in->caller.name;
    request.user_realm = signed_in->caller.organisation.id.text();
    if (signed_in->caller.session) request.person = signed_in->caller.person.text();
    std::vector<std::function<void()>> afterwards;
    const Call call = admit(request, *signed_in, afterwards);
    if (!options.produces.empty() && !accepts(request, options.produces)) {
      throw Refusal(ProblemCode::not_acceptable,
                    fmt::format("The answer is available as {} only.", options.produces));
    }
    if (!options.takes_query) QueryInput(request).finish();
    if (options.body == BodyKind::file) {
      const auto turn = upload_turn(call);
      return handler(call);
    }
    if (request.method == "GET") return handler(call);
    auto response = once(call);
    for (const auto& tell : afterwards) tell();
    return response;
  }

  /// Held while the upload goes on. One organisation's uploads must not keep out the others'.
  static std::optional<http::Turn> upload_turn(const Call& call) {
    if (call.request.turns == nullptr) return std::nullopt;
    auto turn = call.request.turns->take(call.caller().organisation.id.text());
    if (turn) return turn;
    auto busy = problem(ProblemCode::too_many_requests,
                        "The organisation has as many uploads in progress as it may have.");
    busy.headers.set("Retry-After", "5");
    throw Refusal(std::move(busy));
  }

  Call admit(http::Request& request, const SignedIn& signed_in,
             std::vector<std::function<void()>>& afterwards) const {
    const auto& own = signed_in.caller.organisation;
    Call call{.request = request,
              .signed_in = signed_in,
              .afterwards = afterwards,
              .organisation = own,
              .relationship = {}};
    const std::string_view what = owner == nullptr ? "resource" : owner->what;
    if (owner != nullptr) {
      const auto id = call.id<OrganisationId>(owner->name, owner->what);
      if (id != own.id) {
        auto found = services.organisations.find(id);
        if (!found) throw not_found(what);
        call.organisation = std::move(*found);
      }
    }
    authorise(services, signed_in.caller, action, call.organisation, call.relationship, what);
    return call;
  }

  /// Runs the handler, or answers what is kept under the request's idempotency key.
  http::Response once(const Call& call) const {
    auto key = call.request.method == "POST" ? idempotency_key(call.request) : std::nullopt;
    if (!key) return in_one_step(call, [&] { return handler(call); });
    Reservation reservation(services.idempotency, call.caller().organisation.id, std::move(key));
    const auto fingerprint = fingerprint_of(call.request);
    if (reservation.earlier_answer() != nullptr) {
      return unsealed(call, reservation.replay(fingerprint));
    }
    return in_one_step(call, [&] {
      auto response = handler(call);
      if (response.status < 400) reservation.keep(fingerprint, sealed(call, kept_answer(response)));
      return response;
    });
  }

  http::Response in_one_step(const Call& call, const std::function<http::Response()>& work) const {
    if (!options.one_step) return work();
    http::Response response;
    services.in_one_step([&] { response = work(); }, call.organisation.id);
    return response;
  }

  registry::KeptAnswer sealed(const Call& call, registry::KeptAnswer answer) const {
    if (!options.secret_answer) return answer;
    answer.body =
        security::seal(answer.body, *credential_of(services, call.request), services.random);
    return answer;
  }

  http::Response unsealed(const Call& call, http::Response response) const {
    if (!options.secret_answer) return response;
    auto body = security::unseal(response.body, *credential_of(services, call.request));
    if (!body) {
      throw Refusal(ProblemCode::idempotency_key_reused,
                    "The answer under this Idempotency-Key holds a secret, which is shown again "
                    "only to whoever asked first.");
    }
    response.body = std::move(*body);
    return response;
  }
};

}  // namespace

std::string_view Call::path_parameter(std::string_view name) const {
  const auto found = request.path_parameters.find(std::string(name));
  return found == request.path_parameters.end() ? std::string_view() : found->second;
}

registry::Cause Call::cause() const {
  const auto& who = caller();
  return {.organisation = who.organisation.id,
          .organisation_name = who.organisation.name,
          .name = who.name,
          .person = who.person,
          .token = who.token,
          .address = request.client_address,
          .request_id = request.request_id};
}

void Call::refuse_id(std::string_view parameter, std::string_view what) const {
  throw Refusal(ProblemCode::not_found,
                fmt::format("`{}` is not the ID of a {}.", shown(path_parameter(parameter)), what));
}

Operations::Operations(http::Router& router, Services& services)
    : router_(router),
      services_(services),
      authentication_(std::make_shared<Authentication>(services)) {
  services.signals.on_access_changed(
      [authentication = std::weak_ptr<Authentication>(authentication_)] {
        if (const auto known = authentication.lock()) known->forget_here();
      });
}

void Operations::add(std::string method, std::string pattern, std::string operation, Action action,
                     const OperationOptions& options, Handler handler) {
  auto gate = std::make_shared<const Gate>(Gate{.services = services_,
                                                .authentication = authentication_,
                                                .action = action,
                                                .options = options,
                                                .owner = owner_in(pattern),
                                                .handler = std::move(handler)});
  router_.add({.method = std::move(method),
               .pattern = std::move(pattern),
               .handler = [gate](http::Request& request) { return gate->answer(request); },
               .body_limit = options.body_limit,
               .streams_body = options.body == BodyKind::file,
               .operation = std::move(operation)});
}

void Operations::add_open(std::string method, std::string pattern, std::string operation,
                          http::Handler handler, OperationOptions options) {
  router_.add({.method = std::move(method),
               .pattern = std::move(pattern),
               .handler =
                   [handler = std::move(handler),
                    takes_query = options.takes_query](http::Request& request) {
                     try {
                       if (!takes_query) QueryInput(request).finish();
                       return handler(request);
                     } catch (const Refusal& refusal) {
                       return http::to_response(refusal.problem(), request.request_id);
                     }
                   },
               .quick = std::move(options.quick),
               .operation = std::move(operation)});
}

void authorise(Services& services, const registry::Caller& caller, Action action,
               const Organisation& organisation, std::optional<Relationship>& relationship,
               std::string_view what) {
  using registry::OrganisationKind;
  if (caller.organisation.kind == OrganisationKind::partner &&
      organisation.kind == OrganisationKind::customer) {
    relationship = services.relationships.active(caller.organisation.id, organisation.id);
  }
  using registry::Verdict;
  switch (registry::may(caller, action,
                        {.organisation = organisation.id,
                         .kind = organisation.kind,
                         .state = organisation.state,
                         .relationship = relationship})) {
    case Verdict::allowed:
      return;
    case Verdict::hidden:
      throw not_found(what);
    case Verdict::not_delegated:
      throw Refusal(ProblemCode::forbidden,
                    "The relationship with this customer is without delegated administration.");
    case Verdict::out_of_scope:
      throw Refusal(ProblemCode::forbidden,
                    fmt::format("The token does not have the scope `{}`, which this needs.",
                                to_string(registry::rule_of(action).scope)));
    case Verdict::people_only:
      throw Refusal(ProblemCode::forbidden,
                    "This is for people who signed in; the token is one of the organisation.");
    case Verdict::suspended:
      throw Refusal(ProblemCode::forbidden,
                    "The organisation is suspended: it can be read and not be changed. The "
                    "operator can say why, and resume it.");
    case Verdict::forbidden:
      throw Refusal(ProblemCode::forbidden,
                    fmt::format("The role `{}` of a {} may not do this here.",
                                to_string(caller.role), to_string(caller.organisation.kind)));
  }
  std::unreachable();
}

void record(Services& services, const Call& call, registry::Change change) {
  if (!change.organisation) change.organisation = call.organisation.id;
  services.audit.append(call.cause(), std::move(change));
}

http::Response json_response(const boost::json::object& body, int status) {
  return http::Response::json(status, boost::json::serialize(body));
}

http::Response created(const boost::json::object& body, std::string location, int status) {
  auto response = json_response(body, status);
  response.headers.set("Location", std::move(location));
  return response;
}

boost::json::value json_body(const http::Request& request) {
  const auto type = content_type_of(request);
  if (type != "application/json") {
    throw Refusal(ProblemCode::unsupported_media_type,
                  type.empty()
                      ? "The request has no Content-Type; application/json is taken."
                      : fmt::format("`{}` is not taken here; application/json is.", shown(type)));
  }
  return parse_json(request.body);
}

void expect_no_input(const http::Request& request) {
  if (request.body.empty()) return;
  const auto body = json_body(request);
  InputErrors errors;
  ObjectReader(body, "", errors).finish();
  errors.refuse_if_any();
}

}  // namespace muster::api
