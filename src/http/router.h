#pragma once
// Which handler answers which method and path. Built once at start, then read by every thread.

#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace muster::http {

/// Runs on a pool thread, so it may block on a database. What it throws is logged with the request
/// ID and answered as `unexpected_error`.
using Handler = std::function<Response(Request&)>;

/// Tells the answer, once, at once or later, from any thread; nullopt leaves the request to the
/// route's handler.
using QuickDone = std::function<void(std::optional<Response>)>;
/// For what must cost little: runs on the thread of the connection, so it may not block, nor throw.
using QuickHandler = std::function<void(Request&, QuickDone)>;

struct Route {
  std::string method;   ///< `GET` also answers HEAD
  std::string pattern;  ///< `/api/v1/customers/{customer_id}/batches`; a parameter is one segment
  Handler handler;
  std::uint64_t body_limit = 1 << 20;  ///< bytes; larger is answered 413
  bool streams_body = false;  ///< the handler pulls `Request::stream`; else `body` is whole
  QuickHandler quick;  ///< asked before the handler; null for none. Not where the body streams
  bool rate_limited = false;  ///< counts for ServerOptions::rate_limits
  std::string operation;      ///< the operationId of the contract; a metrics label
};

class Router {
 public:
  void add(Route route);
  /// Answers GET and HEAD of every path that no route has, but for those at or below a path of
  /// `never` ("/api", "/device/v1"): these stay unknown, so that a mistyped address of the API is
  /// no page. Nor is a path that begins with an empty segment ("//api").
  void add_fallback(Route route, std::span<const std::string_view> never);

  struct Match {
    const Route* route;
    std::map<std::string, std::string> path_parameters;
  };
  /// `segments` are those of the path, decoded. No route at all, or routes for other methods only
  /// (`allowed` is then not empty).
  struct NoMatch {
    std::vector<std::string> allowed;
  };
  std::expected<Match, NoMatch> match(std::string_view method,
                                      std::span<const std::string> segments) const;
  const std::vector<Route>& routes() const { return routes_; }

 private:
  bool falls_back(std::string_view method, std::span<const std::string> segments) const;

  std::vector<Route> routes_;
  std::vector<std::vector<std::string>> patterns_;  ///< the segments of each
  std::optional<Route> fallback_;
  std::vector<std::vector<std::string>> never_fallback_;  ///< the segments of each
};

}  // namespace muster::http
