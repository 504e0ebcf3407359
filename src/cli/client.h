#pragma once
// The REST API of a Muster server (/api/v1), over libcurl. Every function throws ApiError when the
// server says no and Unreachable when no whole answer comes. Certificates are checked against the
// system's authorities; redirects are not followed, because they would carry the token elsewhere.

#include <boost/json/fwd.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster::cli {

/// A query as names and values; empty values are left out.
using Query = std::vector<std::pair<std::string, std::string>>;

struct Response {
  int status = 0;
  std::string content_type;  ///< without parameters, lower case
  std::string request_id;
  std::string location;
  std::string body;
  bool replayed = false;  ///< `Idempotency-Replayed: true`

  /// Throws ApiError when the body is no JSON: something else than Muster answered.
  boost::json::value json() const;
};

/// The bytes of an upload, pulled while they are sent; never whole in memory.
struct UploadBody {
  std::function<std::size_t(char* buffer, std::size_t size)> read;  ///< 0 is the end
  std::optional<std::uint64_t> size;                                ///< nullopt: chunked
  std::string content_type = "text/csv";
};

/// A short text that is at hand.
UploadBody body_of(std::string text);

struct ServerEvent {
  std::string id;
  std::string event;
  std::string data;
};

/// One connection, reused. Not thread-safe; may be moved between threads.
class Client {
 public:
  /// `server` as of normalised_server_url(); `token` may be empty.
  Client(std::string server, std::string token);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  const std::string& server() const;

  /// Paths start after /api/v1: `/customers/org_x/devices`. A connection that is reset during a GET
  /// is tried twice more; nothing else is ever repeated.
  boost::json::value get(std::string_view path, const Query& query = {});
  Response get_raw(std::string_view path, const Query& query = {}, std::string_view accept = {});
  /// POST sends a random Idempotency-Key.
  boost::json::value post(std::string_view path, const boost::json::value& body);
  /// POSTs a form, with at least one field, to a path outside of /api/v1, such as `/oauth2/token`.
  /// Returns also what is answered 400: OAuth tells there that it is to be tried again.
  Response post_form(std::string_view path, const Query& fields);
  void remove(std::string_view path);

  /// POSTs a body that is read while it is sent, with a random Idempotency-Key.
  /// `on_progress(sent, total)` is called at most ten times a second; total 0 when unknown. With a
  /// `sink` the answer's body goes there, as in download(), instead of into the response.
  Response upload(std::string_view path, const Query& query, UploadBody body,
                  std::string_view accept = {},
                  const std::function<void(std::uint64_t, std::uint64_t)>& on_progress = {},
                  const std::function<void(std::string_view)>& sink = {});

  /// Streams the answer's body to `sink`, which may throw to stop. An answer that ends too early
  /// throws Unreachable.
  void download(std::string_view path, const Query& query, std::string_view accept,
                const std::function<void(std::string_view)>& sink);

  /// Server-sent events until the server ends the stream or `on_event` returns false. Returns true
  /// in the second case, so that a caller knows whether to reconnect with `last_event_id`.
  bool events(std::string_view path, const std::string& last_event_id,
              const std::function<bool(const ServerEvent&)>& on_event);

 private:
  struct Connection;
  std::unique_ptr<Connection> connection_;
};

/// Percent-encodes one path segment or query value (RFC 3986 unreserved characters stay).
std::string percent_encoded(std::string_view text);

}  // namespace muster::cli
