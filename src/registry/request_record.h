#pragma once
// What became of a request, kept for a while so that its ID leads somewhere: "Unexpected error.
// Contact Support and provide the Request ID."

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "registry/ids.h"
#include "registry/time.h"

namespace muster::registry {

/// How long a request is kept.
constexpr std::chrono::milliseconds requests_last = std::chrono::days{30};

struct RequestRecord {
  OrganisationId organisation;  ///< of whoever asked; none: nobody that we know
  std::string request_id;
  Time at;  ///< when it was answered
  std::string method;
  std::string path;       ///< without the query, which may hold what somebody searched for
  std::string operation;  ///< of the contract; empty where no route matched
  int status = 0;
  std::string problem;     ///< the code of the problem that was answered; empty for none
  std::string detail;      ///< the sentence of the problem
  std::string actor_name;  ///< the person or the token
  std::string address;     ///< from where
  std::chrono::microseconds duration{0};
  std::vector<std::string> log;  ///< its lines of the log, each a JSON object
};

/// A line of the log that was written after the request had been kept.
struct LateLine {
  std::string request_id;
  std::string line;
};

/// How many requests are kept at most; the oldest go first. Those of nobody are few and apart, so
/// that a stranger who knocks without end pushes nothing out. At least 1 each.
struct RequestLimits {
  std::size_t signed_in = 250'000;
  std::size_t nobodys = 10'000;
};

/// Thread-safe; blocks on the database.
class RequestRecords {
 public:
  virtual ~RequestRecords() = default;
  /// Keeps them, not necessarily on disk at once. A request that is kept already stays as it is.
  virtual void keep(std::span<const RequestRecord> requests) = 0;
  /// Adds lines to requests that are kept; returns those whose request is not.
  virtual std::vector<LateLine> add_lines(std::span<const LateLine> lines) = 0;
  /// `organisation` nullopt: of anybody.
  virtual std::optional<RequestRecord> find(std::optional<OrganisationId> organisation,
                                            const std::string& request_id) = 0;
  /// Forgets what is older than requests_last, and more than the limits allow.
  virtual void forget_old(const RequestLimits& limits) = 0;
};

}  // namespace muster::registry
