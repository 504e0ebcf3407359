#include "storage/postgres/relay.h"

#include <fmt/format.h>
#include <poll.h>
#include <spdlog/spdlog.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstdint>
#include <memory>
#include <stdexcept>

#include "storage/random_id.h"

namespace muster::storage::postgres {
namespace {

using registry::Signals;

constexpr std::chrono::seconds between_tries{1};
constexpr std::chrono::seconds longest_answer{10};
/// Without news the connection is asked now and then whether it is still there.
constexpr int longest_silence_ms = 30'000;

/// Devices of a customer change with each check-in; others are told so often at most.
constexpr std::chrono::milliseconds between_changes{500};

constexpr std::array kinds = {Signals::Kind::work, Signals::Kind::moved, Signals::Kind::outbox,
                              Signals::Kind::changed, Signals::Kind::access};

}  // namespace

PgRelay::PgRelay(std::string address, Signals& signals)
    : address_(std::move(address)),
      own_(std::to_string(random_id())),
      signals_(signals),
      wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (wake_ < 0) throw std::runtime_error("no eventfd is to be had");
  signals_.relay_to([this](Signals::Kind kind, std::int64_t subject) { raise({kind, subject}); });
  thread_ = std::thread([this] { run(); });
}

PgRelay::~PgRelay() {
  signals_.relay_to({});
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  ::eventfd_write(wake_, 1);
  stops_.notify_all();
  thread_.join();
  ::close(wake_);
}

void PgRelay::raise(Signal signal) {
  {
    const std::lock_guard lock(mutex_);
    raised_.insert(signal);
  }
  ::eventfd_write(wake_, 1);
}

bool PgRelay::is_stopping() {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

void PgRelay::run() {
  bool first = true;
  while (!is_stopping()) {
    try {
      PgConnection connection(address_);
      connection.wait_at_most(longest_answer);
      connection.run("LISTEN muster");
      if (!first) signals_.hear_all();
      first = false;
      serve(connection);
    } catch (const std::exception& error) {
      spdlog::warn("signals between processes wait for the database: {}", error.what());
      first = false;
      pause();
    }
  }
}

void PgRelay::serve(PgConnection& connection) {
  for (;;) {
    const bool all = send(connection);
    if (is_stopping()) return;
    wait(PQsocket(connection.handle()),
         all ? longest_silence_ms : static_cast<int>(between_changes.count()));
    hear(connection);
  }
}

void PgRelay::pause() {
  std::unique_lock lock(mutex_);
  stops_.wait_for(lock, between_tries, [this] { return stopping_; });
}

void PgRelay::wait(int socket, int longest_ms) {
  std::array<pollfd, 2> waited_for = {pollfd{.fd = wake_, .events = POLLIN, .revents = 0},
                                      pollfd{.fd = socket, .events = POLLIN, .revents = 0}};
  ::poll(waited_for.data(), waited_for.size(), longest_ms);
  eventfd_t ignored = 0;
  ::eventfd_read(wake_, &ignored);
}

bool PgRelay::send(PgConnection& connection) {
  const auto now = std::chrono::steady_clock::now();
  const bool tell_changes = now - changes_told_at_ >= between_changes;
  std::set<Signal> raised;
  bool all = true;
  {
    const std::lock_guard lock(mutex_);
    raised.swap(raised_);
    if (!tell_changes) {
      const auto changes = raised.lower_bound({Signals::Kind::changed, 0});
      const auto others = raised.lower_bound({Signals::Kind::access, 0});
      raised_.insert(changes, others);
      raised.erase(changes, others);
      all = raised_.empty();
    }
  }
  if (tell_changes) changes_told_at_ = now;
  try {
    for (const auto& [kind, subject] : raised) {
      connection.run(
          fmt::format("NOTIFY muster, '{} {} {}'", own_, static_cast<int>(kind), subject));
    }
    return all;
  } catch (...) {
    const std::lock_guard lock(mutex_);
    raised_.merge(raised);
    throw;
  }
}

void PgRelay::hear(PgConnection& connection) {
  if (PQconsumeInput(connection.handle()) != 1) {
    connection.fail(nullptr, "waiting for signals of other processes");
  }
  while (auto* told = PQnotifies(connection.handle())) {
    const std::unique_ptr<PGnotify, void (*)(void*)> owned(told, PQfreemem);
    std::string_view message = told->extra;
    const auto from = message.substr(0, message.find(' '));
    if (from == own_ || from.size() == message.size()) continue;
    message.remove_prefix(from.size() + 1);
    std::size_t kind = 0;
    const char* const end = message.data() + message.size();
    const auto [stopped, error] = std::from_chars(message.data(), end, kind);
    std::int64_t subject = 0;
    if (error != std::errc{} || stopped == end || kind >= kinds.size()) continue;
    std::from_chars(stopped + 1, end, subject);
    signals_.hear(kinds[kind], subject);
  }
}

}  // namespace muster::storage::postgres
