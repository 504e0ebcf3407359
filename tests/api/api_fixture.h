#pragma once
// The API over a real store in a folder of its own, called without a socket.

#include <gtest/gtest.h>

#include <atomic>
#include <boost/json.hpp>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/services.h"
#include "http/message.h"
#include "http/router.h"
#include "registry/removal.h"
#include "registry/signals.h"
#include "security/outgoing.h"
#include "security/random.h"
#include "storage/store.h"

namespace muster::api {

/// A clock that stands still until it is moved.
class TestClock final : public registry::Clock {
 public:
  registry::Time now() const override { return registry::Time{std::chrono::milliseconds{now_}}; }
  void move(std::chrono::milliseconds by) { now_ += by.count(); }

 private:
  std::atomic<std::int64_t> now_{1'795'000'000'000};  // 2026-11-18
};

/// What came back, with a stream or events read to what they hold now.
struct Answer {
  int status = 0;
  http::Headers headers;
  std::string body;
  std::shared_ptr<http::EventSource> events;

  boost::json::value json() const { return boost::json::parse(body); }
  std::string code() const;  ///< of a problem
  std::string header(std::string_view name) const;
};

struct Sent {
  std::string token;
  std::string body;
  std::string content_type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers;
};

class ApiFixture : public testing::Test {
 protected:
  ApiFixture();
  ~ApiFixture() override;

  Answer call(std::string method, const std::string& target, const Sent& sent = {});
  Answer get(const std::string& target, const std::string& token) {
    return call("GET", target, {.token = token});
  }
  Answer post(const std::string& target, const std::string& token, std::string body,
              std::string key = {});
  /// Uploads a CSV.
  Answer upload(const std::string& target, const std::string& token, std::string csv,
                std::string key = {});

  struct Member {
    registry::Organisation organisation;
    std::string id;
    std::string token;
  };
  Member member(registry::OrganisationKind kind, std::string name);
  void relate(const Member& partner, const Member& customer, bool delegated);

  /// Publishes devices `SN-1` to `SN-<count>` of `Contoso`, `Book 1`.
  void publish(const Member& supplier, int count);
  /// Lets a registrar decide everything that is open.
  void decide_all();
  /// An id of a device of a customer by its serial number.
  std::string device_id(const Member& customer, const std::string& serial);

  std::filesystem::path folder_;
  TestClock clock_;
  std::unique_ptr<storage::Store> store_;
  registry::Signals signals_;
  security::SystemRandom random_;
  security::CurlOutgoing to_identity_providers_{security::public_and({})};
  security::PasswordHasher passwords_{{.passes = 1, .memory_bytes = std::size_t{1} << 16}};
  std::unique_ptr<registry::Removal> removal_;
  std::unique_ptr<registry::CheckInDesk> check_in_desk_;
  std::unique_ptr<Services> services_;
  http::Router router_;
};

/// The partner form with these rows.
std::string partner_csv(std::initializer_list<std::string_view> rows);

}  // namespace muster::api
