#include "storage/rate_exchange.h"

#include <poll.h>
#include <spdlog/spdlog.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <condition_variable>
#include <mutex>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "storage/postgres/connection.h"
#include "storage/random_id.h"

namespace muster::storage {
namespace {

using postgres::PgConnection;

constexpr std::chrono::seconds between_tries{1};
constexpr std::chrono::seconds longest_answer{10};
/// A notification holds fewer than 8000 bytes (postgresql.org/docs/15/sql-notify.html).
constexpr std::size_t longest_message = 7000;

constexpr std::string_view notify = "SELECT pg_notify('muster_rates', $1)";

/// Notifications leave nothing in any table, and reach only who listens: what was not heard is a
/// moment's requests, which nobody needs later. A thread and a connection of its own, so that the
/// signals between processes (relay.h) never wait behind many of these.
class RateExchange {
 public:
  RateExchange(std::string address, RateExchangeEnds ends)
      : address_(std::move(address)),
        own_(std::to_string(random_id())),
        ends_(std::move(ends)),
        wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (wake_ < 0) throw std::runtime_error("no eventfd is to be had");
    thread_ = std::thread([this] { run(); });
  }
  ~RateExchange() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    ::eventfd_write(wake_, 1);
    stops_.notify_all();
    thread_.join();
    ::close(wake_);
  }
  RateExchange(const RateExchange&) = delete;
  RateExchange& operator=(const RateExchange&) = delete;

 private:
  void run() {
    while (!is_stopping()) {
      (void)ends_.take_spent();  // nobody could be told, and it must not pile up
      try {
        PgConnection connection(address_);
        connection.wait_at_most(longest_answer);
        connection.run("LISTEN muster_rates");
        while (!is_stopping()) {
          tell(connection);
          hear_until(connection, std::chrono::steady_clock::now() + between_rate_exchanges);
        }
      } catch (const std::exception& error) {
        spdlog::warn("each server counts requests for itself: {}", error.what());
        std::unique_lock lock(mutex_);
        stops_.wait_for(lock, between_tries, [this] { return stopping_; });
      }
    }
  }

  bool is_stopping() {
    const std::lock_guard lock(mutex_);
    return stopping_;
  }

  void tell(PgConnection& connection) {
    std::string message = own_;
    const auto send = [&] {
      if (message.size() > own_.size()) query(connection, notify, message).next();
      message = own_;
    };
    for (const auto& [key, requests] : ends_.take_spent()) {
      if (message.size() + key.size() + 12 > longest_message) send();
      message += ' ' + key + ' ' + std::to_string(requests);
    }
    send();
  }

  void hear_until(PgConnection& connection, std::chrono::steady_clock::time_point end) {
    for (;;) {
      hear(connection);
      const auto left =
          std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
      if (left <= std::chrono::milliseconds{0}) return;
      std::array<pollfd, 2> waited_for = {
          pollfd{.fd = wake_, .events = POLLIN, .revents = 0},
          pollfd{.fd = PQsocket(connection.handle()), .events = POLLIN, .revents = 0}};
      ::poll(waited_for.data(), waited_for.size(), static_cast<int>(left.count()));
      if (waited_for[0].revents != 0) return;
    }
  }

  void hear(PgConnection& connection) {
    if (PQconsumeInput(connection.handle()) != 1) {
      connection.fail(nullptr, "waiting for what other servers let through");
    }
    SpentRequests spent;
    while (auto* told = PQnotifies(connection.handle())) {
      const std::unique_ptr<PGnotify, void (*)(void*)> owned(told, PQfreemem);
      std::istringstream message(told->extra);
      std::string key;
      std::uint32_t requests = 0;
      if (!(message >> key) || key == own_) continue;
      while (message >> key >> requests) spent[key] += requests;
    }
    if (!spent.empty()) ends_.spent_elsewhere(spent);
  }

  const std::string address_;
  const std::string own_;  ///< begins each of our messages, so that we do not hear ourselves
  const RateExchangeEnds ends_;
  const int wake_;  ///< eventfd
  std::mutex mutex_;
  std::condition_variable stops_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace

std::shared_ptr<void> exchange_rates(const std::string& address, RateExchangeEnds ends) {
  return std::make_shared<RateExchange>(address, std::move(ends));
}

}  // namespace muster::storage
