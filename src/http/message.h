#pragma once
// What a handler sees of HTTP: a request whose body it reads piece by piece or whole, and a
// response that is a text, a stream or a series of events. Nothing here knows of sockets or of
// devices.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/turns.h"

namespace muster::http {

/// Whether two names of header fields, or two tokens, are the same: case does not count.
bool same_name(std::string_view a, std::string_view b);

/// Header fields in the order in which they came; names compare without case (RFC 9110, 5.1).
class Headers {
 public:
  void add(std::string name, std::string value);
  void set(std::string_view name, std::string value);  ///< replaces every field of that name
  /// The first value of that name; nullopt when there is none.
  std::optional<std::string_view> get(std::string_view name) const;
  const std::vector<std::pair<std::string, std::string>>& all() const { return fields_; }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

/// Why a body could not be read to its end. The connection is closed after either.
enum class BodyError {
  too_large,     ///< more bytes than the route's limit
  disconnected,  ///< the client went away, sent broken chunks, or was slower than the limit
};

/// The bytes of a request body, pulled by the handler's thread. Used by one thread.
class BodyReader {
 public:
  virtual ~BodyReader() = default;
  /// Waits for bytes and copies up to buffer.size() of them; 0 means the end.
  virtual std::expected<std::size_t, BodyError> read(std::span<std::byte> buffer) = 0;
  /// Content-Length where the client gave one.
  virtual std::optional<std::uint64_t> declared_length() const = 0;
};

struct Request {
  std::string method;
  std::string path;                                    ///< percent-decoded; without the query
  std::string target;                                  ///< as it came
  std::map<std::string, std::string> path_parameters;  ///< `{id}` of the route's pattern, decoded
  std::vector<std::pair<std::string, std::string>> query;  ///< decoded, in order, doubles kept
  Headers headers;
  std::string request_id;      ///< `req_` + 26 characters; also in the log and in the answer
  std::string remote_address;  ///< the peer's address, without the port
  std::string client_address;  ///< the client's, where a trusted proxy tells it; else the peer's
  bool secure = false;         ///< the client speaks TLS, to us or to a trusted proxy
  /// Who asked, as the handler found out, and of whom they are one; for on_complete.
  std::string user;
  std::string user_realm;
  /// Of a session: for whom its requests count (http/rate_limits.h); empty for a token.
  std::string person;
  std::string body;                    ///< whole, for routes that do not stream
  std::shared_ptr<BodyReader> stream;  ///< for routes that stream; null otherwise
  /// For routes that stream: where the handler takes a turn of whoever uploads, once it knows who.
  /// May be null: then anybody has as many as they like. The server's; outlives the request.
  Turns* turns = nullptr;

  std::optional<std::string_view> query_value(std::string_view name) const;
};

/// Where a streaming response writes. write() blocks while the client is slow and returns false
/// once it has gone away: the producer then stops. Used by one thread.
class ResponseSink {
 public:
  virtual ~ResponseSink() = default;
  virtual bool write(std::string_view bytes) = 0;
};

/// Server-sent events for one client. The server calls next() on a pool thread after each wake and
/// at least every `heartbeat`; the source calls `wake` from any thread when there may be more.
class EventSource {
 public:
  struct Event {
    std::string id;     ///< empty for none
    std::string event;  ///< the type
    std::string data;   ///< may hold line breaks
  };
  struct Batch {
    std::vector<Event> events;
    bool finished = false;  ///< the stream ends after these
    /// When to call next() again without a wake: something is held back until then.
    std::optional<std::chrono::milliseconds> again = std::nullopt;
  };
  virtual ~EventSource() = default;
  virtual void on_wake(std::function<void()> wake) = 0;
  virtual Batch next() = 0;
};

struct Response {
  int status = 200;
  /// The code and the sentence of the problem that it tells of; empty for none. For on_complete.
  std::string problem;
  std::string problem_detail;
  Headers headers;
  std::string body;
  /// Instead of `body`: called once on a pool thread; chunked transfer. Returning false means that
  /// the stream broke half way: the connection is then cut, so that no client takes it for whole.
  std::function<bool(ResponseSink&)> stream;
  std::shared_ptr<EventSource> events;  ///< instead of `body`: text/event-stream

  static Response json(int status, std::string text);  ///< application/json
  static Response text(int status, std::string_view content_type, std::string text);
  static Response empty(int status);
};

}  // namespace muster::http
