#include "storage/postgres/relay.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstdint>

namespace muster::storage::postgres {
namespace {

using registry::Signals;

/// Without news the connection is asked now and then whether it is still there.
constexpr std::chrono::seconds longest_silence{30};

/// Devices of a customer change with each check-in; others are told so often at most.
constexpr std::chrono::milliseconds between_changes{500};

constexpr std::array kinds = {Signals::Kind::work, Signals::Kind::moved, Signals::Kind::outbox,
                              Signals::Kind::changed, Signals::Kind::access};

}  // namespace

PgRelay::PgRelay(std::string address, Signals& signals)
    : signals_(signals),
      channel_(std::move(address), {.name = "muster",
                                    .without = "signals between processes wait for the database",
                                    .on_connected = [this] { signals_.hear_all(); },
                                    .speak = [this](const auto& say) { return speak(say); },
                                    .hear = [this](std::string_view message) { hear(message); }}) {
  signals_.relay_to([this](Signals::Kind kind, std::int64_t subject) { raise({kind, subject}); });
}

PgRelay::~PgRelay() { signals_.relay_to({}); }

void PgRelay::raise(Signal signal) {
  {
    const std::lock_guard lock(mutex_);
    raised_.insert(signal);
  }
  channel_.wake();
}

std::chrono::milliseconds PgRelay::speak(const ChannelEnds::Say& say) {
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
      say(fmt::format("{} {}", static_cast<int>(kind), subject));
    }
  } catch (...) {
    const std::lock_guard lock(mutex_);
    raised_.merge(raised);
    throw;
  }
  return all ? longest_silence : between_changes;
}

void PgRelay::hear(std::string_view message) {
  std::size_t kind = 0;
  const char* const end = message.data() + message.size();
  const auto [stopped, error] = std::from_chars(message.data(), end, kind);
  std::int64_t subject = 0;
  if (error != std::errc{} || stopped == end || kind >= kinds.size()) return;
  std::from_chars(stopped + 1, end, subject);
  signals_.hear(kinds[kind], subject);
}

}  // namespace muster::storage::postgres
