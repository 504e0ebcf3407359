#pragma once
// What one request needs beside itself until it is answered.

#include <optional>

#include "http/body_pace.h"
#include "http/connection.h"

namespace muster::http {

struct Connection::Exchange {
  explicit Exchange(const PaceLimits& limits) : pace(limits) {}

  /// Why its body can't be read on.
  enum class BodyFault : std::uint8_t { none, too_large, too_slow, malformed, disconnected };

  Parser parser;
  Request request;
  Response response;
  const Route* route = nullptr;
  std::chrono::steady_clock::time_point begun = std::chrono::steady_clock::now();
  std::uint64_t bytes_in = 0;
  std::uint64_t framing = 0;  ///< bytes of the body that are sizes, extensions and ends of chunks
  std::uint64_t bytes_out = 0;
  std::uint64_t body_limit = 0;
  unsigned version = 11;
  bool expects_continue = false;
  bool keep_alive = false;
  bool refused = false;    ///< by the server itself
  bool body_read = false;  ///< to its end
  BodyFault body_fault = BodyFault::none;
  BodyPace pace;
  std::optional<RateVerdict> rate;
  std::optional<Turn> turn;  ///< of the server's uploads
  WakePointer wake;
  bool handled = false;   ///< set on the strand
  bool declined = false;  ///< by the quick handler
};

struct Connection::Watch {
  WakePointer wake;  ///< of the exchange
  bool gone = false;
  bool ended = false;
};

/// Bytes that are read at once.
constexpr std::size_t piece_size = std::size_t{256} * 1024;

}  // namespace muster::http
