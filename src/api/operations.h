#pragma once
// How an operation of the API becomes a route: who may call it is checked before its handler runs,
// and what its handler refuses is answered as a problem. There is no way to add a route without
// saying which action it is, but for add_open().

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/authentication.h"
#include "api/services.h"
#include "http/message.h"
#include "http/router.h"
#include "registry/access.h"

namespace muster::api {

/// A request whose caller may do what it asks.
struct Call {
  http::Request& request;
  const SignedIn& signed_in;
  /// Done once what the request changed is durable: telling others of it.
  std::vector<std::function<void()>>& afterwards;
  /// What the path names by `{customer_id}`, `{supplier_id}` or `{organisation_id}`, else the
  /// caller's own.
  registry::Organisation organisation;
  std::optional<registry::Relationship> relationship;  ///< the caller's with it

  const registry::Caller& caller() const { return signed_in.caller; }
  /// A parameter of the path; throws Refusal `not_found` when it is not an id of that kind.
  template <class Id>
  Id id(std::string_view parameter, std::string_view what) const {
    const auto found = Id::parse(path_parameter(parameter));
    if (!found) refuse_id(parameter, what);
    return *found;
  }
  std::string_view path_parameter(std::string_view name) const;
  /// For the audit log: who does this, from where.
  registry::Cause cause() const;

 private:
  [[noreturn]] void refuse_id(std::string_view parameter, std::string_view what) const;
};

enum class BodyKind : std::uint8_t {
  none,
  json,  ///< read whole before the handler; a POST is then kept by its Idempotency-Key
  file,  ///< pulled by the handler, which also sees to the Idempotency-Key
};

struct OperationOptions {
  BodyKind body = BodyKind::none;
  std::uint64_t body_limit = 1 << 20;
  bool takes_query = false;  ///< the handler reads the query; else any parameter is refused
  std::string_view produces = "application/json";  ///< empty: the handler negotiates
  /// What the handler changes, the answer kept for an Idempotency-Key and the entry in the audit
  /// log are one transaction. Off for handlers that wait for something, or work in steps of their
  /// own.
  bool one_step = true;
  /// The answer holds a secret: it is kept sealed with the caller's token, and can only be
  /// replayed to that token.
  bool secret_answer = false;
  /// Of add_open(): asked before the handler.
  http::QuickHandler quick;
};

/// Adds the operations of the API to a router. Routes hold references to the services and share the
/// authentication.
class Operations {
 public:
  using Handler = std::function<http::Response(const Call&)>;

  Operations(http::Router& router, Services& services);

  void add(std::string method, std::string pattern, std::string operation, registry::Action action,
           const OperationOptions& options, Handler handler);
  /// Anybody may call it, without a token. Of the options, `takes_query` and `quick` count.
  void add_open(std::string method, std::string pattern, std::string operation,
                http::Handler handler, OperationOptions options = {});

  Services& services() { return services_; }
  const std::shared_ptr<Authentication>& authentication() { return authentication_; }

 private:
  http::Router& router_;
  Services& services_;
  std::shared_ptr<Authentication> authentication_;
};

/// Finds the organisation and asks registry::may. Throws Refusal: `not_found` for what the caller
/// may not know of, `forbidden` for what it may not do.
void authorise(Services& services, const registry::Caller& caller, registry::Action action,
               const registry::Organisation& organisation,
               std::optional<registry::Relationship>& relationship, std::string_view what);

/// Adds to the audit log of the organisation that the call is about. Part of the handler's step.
void record(Services& services, const Call& call, registry::Change change);

/// 200 with this JSON, or another status.
http::Response json_response(const boost::json::object& body, int status = 200);
/// 201 or 202, with where the new thing is.
http::Response created(const boost::json::object& body, std::string location, int status = 201);

/// The body of a request as JSON. Throws Refusal `unsupported_media_type`, or what parse_json does.
boost::json::value json_body(const http::Request& request);
/// For actions without input: the body may be left out, or be `{}`.
void expect_no_input(const http::Request& request);

}  // namespace muster::api
