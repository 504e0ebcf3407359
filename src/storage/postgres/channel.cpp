#include "storage/postgres/channel.h"

#include <fmt/format.h>
#include <poll.h>
#include <spdlog/spdlog.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <stdexcept>

#include "storage/random_id.h"

namespace muster::storage::postgres {
namespace {

constexpr std::chrono::seconds between_tries{1};
constexpr std::chrono::seconds longest_answer{10};

constexpr std::string_view notify = "SELECT pg_notify($1, $2)";

}  // namespace

Channel::Channel(std::string address, ChannelEnds ends)
    : address_(std::move(address)),
      own_(std::to_string(random_id())),
      ends_(std::move(ends)),
      wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (wake_ < 0) throw std::runtime_error("no eventfd is to be had");
  thread_ = std::thread([this] { run(); });
}

Channel::~Channel() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake();
  stops_.notify_all();
  thread_.join();
  ::close(wake_);
}

void Channel::wake() const { ::eventfd_write(wake_, 1); }

bool Channel::is_stopping() {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

void Channel::run() {
  while (!is_stopping()) {
    try {
      ends_.before_connecting();
      PgConnection connection(address_);
      connection.wait_at_most(longest_answer);
      connection.run(fmt::format("LISTEN {}", ends_.name));
      ends_.on_connected();
      const auto say = [&](std::string_view message) {
        query(connection, notify, ends_.name, fmt::format("{} {}", own_, message)).next();
      };
      for (;;) {
        const auto longest = ends_.speak(say);
        if (is_stopping()) return;
        wait(connection, longest);
        hear(connection);
      }
    } catch (const std::exception& error) {
      spdlog::warn("{}: {}", ends_.without, error.what());
      std::unique_lock lock(mutex_);
      stops_.wait_for(lock, between_tries, [this] { return stopping_; });
    }
  }
}

void Channel::wait(PgConnection& connection, std::chrono::milliseconds longest) {
  std::array<pollfd, 2> waited_for = {
      pollfd{.fd = wake_, .events = POLLIN, .revents = 0},
      pollfd{.fd = PQsocket(connection.handle()), .events = POLLIN, .revents = 0}};
  ::poll(waited_for.data(), waited_for.size(), static_cast<int>(longest.count()));
  eventfd_t ignored = 0;
  ::eventfd_read(wake_, &ignored);
}

void Channel::hear(PgConnection& connection) {
  if (PQconsumeInput(connection.handle()) != 1) connection.fail(nullptr, "hearing other processes");
  while (auto* told = PQnotifies(connection.handle())) {
    const std::unique_ptr<PGnotify, void (*)(void*)> owned(told, PQfreemem);
    const std::string_view message = told->extra;
    const auto from = message.substr(0, message.find(' '));
    if (from == own_ || from.size() == message.size()) continue;
    ends_.hear(message.substr(from.size() + 1));
  }
}

}  // namespace muster::storage::postgres
