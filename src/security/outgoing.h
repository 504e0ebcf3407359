#pragma once
// HTTP requests that the server itself makes, to identity providers and webhooks: few, small and to
// places that others chose. So: short time limits, small answers, no redirects, no proxy from the
// environment, TLS with verification, and an address policy that is asked of each address that a
// connection really goes to, so that a name that resolves otherwise the second time (DNS rebinding)
// gets nowhere.

#include <chrono>
#include <cstddef>
#include <expected>
#include <string>
#include <utility>
#include <vector>

#include "security/address_policy.h"

namespace muster::security {

struct OutgoingRequest {
  std::string method = "GET";  ///< GET or POST
  std::string url;             ///< https, or http where the settings allow it; no user, no password
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

struct OutgoingAnswer {
  int status = 0;            ///< any; 3xx are not followed
  std::string content_type;  ///< lower case, without parameters
  std::string body;
};

struct OutgoingFailure {
  enum class Reason {
    bad_url,      ///< none, another scheme, or with a user in it
    not_allowed,  ///< the address policy refused every address of the name
    unreachable,  ///< no such name, refused, broken off, or no HTTP
    bad_tls,      ///< no trusted certificate for that name
    timed_out,
    too_large,
  };
  Reason reason;
  std::string text;  ///< for the log; tells about our network, so not for whoever chose the URL
};

/// Thread-safe; blocks until answered or out of time.
class Outgoing {
 public:
  virtual ~Outgoing() = default;
  virtual std::expected<OutgoingAnswer, OutgoingFailure> send(const OutgoingRequest& request) = 0;
};

struct OutgoingSettings {
  std::chrono::milliseconds connect_timeout{5'000};
  std::chrono::milliseconds timeout{5'000};  ///< of the whole request
  std::size_t max_answer_bytes = std::size_t{1} << 20;
  bool plain_http = false;  ///< whether http:// will do: for tests and for a provider beside us
  std::string ca_file;      ///< PEM of who is trusted; empty: whom the system trusts
};

/// By libcurl, a connection for each request.
class CurlOutgoing final : public Outgoing {
 public:
  explicit CurlOutgoing(AddressPolicy policy, OutgoingSettings settings = {});
  std::expected<OutgoingAnswer, OutgoingFailure> send(const OutgoingRequest& request) override;

 private:
  AddressPolicy policy_;
  OutgoingSettings settings_;
};

}  // namespace muster::security
