#pragma once
// What one request needs beside itself until it is answered.

#include "http/connection.h"

namespace muster::http {

struct Connection::Exchange {
  Parser parser;
  Request request;
  Response response;
  const Route* route = nullptr;
  std::chrono::steady_clock::time_point begun = std::chrono::steady_clock::now();
  std::uint64_t bytes_in = 0;
  std::uint64_t bytes_out = 0;
  std::uint64_t body_limit = 0;
  bool expects_continue = false;
  bool keep_alive = false;
  bool body_read = false;  ///< to its end
  bool body_failed = false;
  WakePointer wake;
  std::atomic<bool> handled{false};
};

/// Completion that hands the error over instead of throwing it.
constexpr auto no_throw = boost::asio::as_tuple(boost::asio::use_awaitable);

/// Bytes that are read at once.
constexpr std::size_t piece_size = 256 * 1024;

}  // namespace muster::http
