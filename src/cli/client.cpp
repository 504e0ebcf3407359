#include "cli/client.h"

#include <curl/curl.h>
#include <fmt/format.h>
#include <sys/random.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <chrono>
#include <exception>
#include <stdexcept>

#include "cli/event_parser.h"
#include "cli/failure.h"
#include "cli/problem.h"

// One easy handle for all requests keeps the connection open between them. libcurl calls back from
// C, where no exception may pass: a callback keeps it, stops the transfer, and perform() throws it
// again.

namespace muster::cli {

namespace json = boost::json;

namespace {

constexpr long connect_timeout_ms = 10'000;
constexpr long silence_timeout_s = 300;       // an upload of millions of rows is answered late
constexpr long event_silence_timeout_s = 90;  // the server sends heartbeats far more often
constexpr int get_attempts = 3;
constexpr auto progress_every = std::chrono::milliseconds(100);

std::string random_key() {
  std::array<unsigned char, 16> bytes{};
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) {
    throw std::runtime_error("the system has no random numbers");
  }
  std::string key;
  for (const unsigned char byte : bytes) key += fmt::format("{:02x}", byte);
  return key;
}

std::string target_of(std::string_view path, const Query& query) {
  std::string target(path);
  char separator = '?';
  for (const auto& [name, value] : query) {
    if (value.empty()) continue;
    target += separator + percent_encoded(name) + '=' + percent_encoded(value);
    separator = '&';
  }
  return target;
}

std::string lower(std::string_view text) {
  std::string copy(text);
  std::ranges::transform(copy, copy.begin(), [](unsigned char c) { return std::tolower(c); });
  return copy;
}

bool is_connection_loss(CURLcode code) {
  return code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR || code == CURLE_GOT_NOTHING;
}

std::string advice_for(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return "Check the name in --server, MUSTER_SERVER or client.toml, and the network";
    case CURLE_COULDNT_CONNECT:
      return "Check that the server runs (`muster serve`) and that the address and port are right";
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
      return "Check the name in the address, and that this machine trusts the server's certificate";
    case CURLE_OPERATION_TIMEDOUT:
      return "Check the network, then try again";
    default:
      return "Try again; if it stays, look at the server's log";
  }
}

struct Outgoing {
  const char* method = "GET";
  std::string_view root = "/api/v1";
  std::string target;
  int thrown_from = 300;  ///< answers of this status and above become ApiError
  std::string accept = "application/json";
  std::string content_type;
  std::string body;
  UploadBody* upload = nullptr;
  std::string last_event_id;
  bool idempotency_key = false;
  bool event_stream = false;
  std::function<void(std::uint64_t, std::uint64_t)> on_progress;
  /// Takes the body of an answer below 300; null keeps it in the response.
  std::function<bool(std::string_view)> sink;
};

}  // namespace

struct Client::Connection {
  CURL* curl = nullptr;
  std::string server;
  std::string token;

  ~Connection() { curl_easy_cleanup(curl); }
  Response perform(Outgoing& request);
};

namespace {

/// What the callbacks of one request share.
struct Transfer {
  CURL* curl;
  Outgoing& request;
  Response response;
  std::exception_ptr thrown;
  bool stopped = false;    ///< the sink wanted no more
  bool delivered = false;  ///< the sink has seen bytes: no second attempt
  std::chrono::steady_clock::time_point last_progress;

  template <typename F>
  std::size_t guard(std::size_t on_failure, F body) noexcept {
    try {
      return body();
    } catch (...) {
      thrown = std::current_exception();
      return on_failure;
    }
  }
};

std::size_t on_header(char* data, std::size_t, std::size_t size, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  return transfer.guard(0, [&] {
    std::string_view line(data, size);
    while (line.ends_with('\r') || line.ends_with('\n')) line.remove_suffix(1);
    if (line.starts_with("HTTP/")) transfer.response = Response();  // after a 100 Continue
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return size;
    const std::string name = lower(line.substr(0, colon));
    std::string_view value = line.substr(colon + 1);
    while (value.starts_with(' ')) value.remove_prefix(1);
    Response& response = transfer.response;
    if (name == "content-type") response.content_type = lower(value.substr(0, value.find(';')));
    if (name == "request-id") response.request_id = value;
    if (name == "location") response.location = value;
    if (name == "idempotency-replayed") response.replayed = lower(value) == "true";
    return size;
  });
}

std::size_t on_body(char* data, std::size_t, std::size_t size, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  return transfer.guard(0, [&]() -> std::size_t {
    long status = 0;
    curl_easy_getinfo(transfer.curl, CURLINFO_RESPONSE_CODE, &status);
    if (!transfer.request.sink || status >= 300) {
      transfer.response.body.append(data, size);
      return size;
    }
    transfer.delivered = true;
    if (transfer.request.sink(std::string_view(data, size))) return size;
    transfer.stopped = true;
    return 0;
  });
}

std::size_t on_read(char* buffer, std::size_t, std::size_t size, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  return transfer.guard(CURL_READFUNC_ABORT,
                        [&] { return transfer.request.upload->read(buffer, size); });
}

int on_progress(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t sent) {
  auto& transfer = *static_cast<Transfer*>(user);
  return static_cast<int>(transfer.guard(1, [&]() -> std::size_t {
    const auto now = std::chrono::steady_clock::now();
    if (!transfer.request.on_progress || now - transfer.last_progress < progress_every) return 0;
    transfer.last_progress = now;
    transfer.request.on_progress(static_cast<std::uint64_t>(sent),
                                 transfer.request.upload->size.value_or(0));
    return 0;
  }));
}

}  // namespace

Response Client::Connection::perform(Outgoing& request) {
  const std::string url = fmt::format("{}{}{}", server, request.root, request.target);
  const std::string where = fmt::format("{} {}", request.method, url);
  Transfer transfer{curl, request, {}, nullptr, false, false, {}};

  std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(nullptr, curl_slist_free_all);
  const auto add = [&](const std::string& line) {
    headers.reset(curl_slist_append(headers.release(), line.c_str()));
  };
  add("Accept: " + request.accept);
  if (!token.empty()) add("Authorization: Bearer " + token);
  if (!request.content_type.empty()) add("Content-Type: " + request.content_type);
  if (request.idempotency_key) add("Idempotency-Key: " + random_key());
  if (!request.last_event_id.empty()) add("Last-Event-ID: " + request.last_event_id);

  curl_easy_reset(curl);  // keeps the connection
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method);
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_USERAGENT, "muster-cli");
  curl_easy_setopt(curl, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, connect_timeout_ms);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME,
                   request.event_stream ? event_silence_timeout_s : silence_timeout_s);
  std::array<char, CURL_ERROR_SIZE> message{};
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, message.data());
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &transfer);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &transfer);
  if (request.upload != nullptr) {
    curl_easy_setopt(curl, CURLOPT_POST, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_read);
    curl_easy_setopt(curl, CURLOPT_READDATA, &transfer);
    curl_easy_setopt(curl, CURLOPT_UPLOAD_BUFFERSIZE, 256L * 1024);
    curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L);  // a stale one can't be sent to twice
    if (request.upload->size) {
      curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
                       static_cast<curl_off_t>(*request.upload->size));
    } else {
      add("Transfer-Encoding: chunked");
    }
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &transfer);
  } else if (!request.content_type.empty()) {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.c_str());
  }
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());

  const bool may_repeat = std::string_view(request.method) == "GET" && !request.event_stream;
  CURLcode code = CURLE_OK;
  for (int attempt = 1; attempt <= get_attempts; ++attempt) {
    transfer.response = Response();
    code = curl_easy_perform(curl);
    if (!may_repeat || !is_connection_loss(code) || transfer.delivered) break;
  }
  if (transfer.thrown) std::rethrow_exception(transfer.thrown);
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  transfer.response.status = static_cast<int>(status);
  if (transfer.stopped) return std::move(transfer.response);
  // A server that refuses an upload answers and hangs up before it has read all: the answer counts.
  const bool refused_early = status >= 400 && !transfer.response.body.empty();
  if (code != CURLE_OK && !refused_early) {
    const char* reason = message[0] != '\0' ? message.data() : curl_easy_strerror(code);
    throw Unreachable(fmt::format("No answer from {}: {}", server, reason), where,
                      advice_for(code));
  }
  if (status >= request.thrown_from) throw error_of(transfer.response, where);
  return std::move(transfer.response);
}

Client::Client(std::string server, std::string token) : connection_(new Connection()) {
  static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
  connection_->curl = curl_easy_init();
  if (initialised != CURLE_OK || connection_->curl == nullptr) {
    throw std::runtime_error("libcurl can't be started");
  }
  connection_->server = std::move(server);
  connection_->token = std::move(token);
}

Client::~Client() = default;

const std::string& Client::server() const { return connection_->server; }

Response Client::get_raw(std::string_view path, const Query& query, std::string_view accept) {
  Outgoing request;
  request.target = target_of(path, query);
  if (!accept.empty()) request.accept = accept;
  return connection_->perform(request);
}

json::value Client::get(std::string_view path, const Query& query) {
  return get_raw(path, query).json();
}

json::value Client::post(std::string_view path, const json::value& body) {
  Outgoing request;
  request.method = "POST";
  request.target = path;
  request.content_type = "application/json";
  request.body = json::serialize(body);
  request.idempotency_key = true;
  return connection_->perform(request).json();
}

Response Client::post_form(std::string_view path, const Query& fields) {
  Outgoing request;
  request.method = "POST";
  request.root = {};
  request.target = path;
  request.thrown_from = 401;
  request.content_type = "application/x-www-form-urlencoded";
  request.body = target_of("", fields).substr(1);
  return connection_->perform(request);
}

void Client::remove(std::string_view path) {
  Outgoing request;
  request.method = "DELETE";
  request.target = path;
  connection_->perform(request);
}

Response Client::upload(std::string_view path, const Query& query, UploadBody body,
                        std::string_view accept,
                        const std::function<void(std::uint64_t, std::uint64_t)>& on_progress,
                        const std::function<void(std::string_view)>& sink) {
  Outgoing request;
  request.method = "POST";
  request.target = target_of(path, query);
  if (!accept.empty()) request.accept = accept;
  request.content_type = body.content_type;
  request.upload = &body;
  request.idempotency_key = true;
  request.on_progress = on_progress;
  if (sink) {
    request.sink = [&](std::string_view bytes) {
      sink(bytes);
      return true;
    };
  }
  return connection_->perform(request);
}

void Client::download(std::string_view path, const Query& query, std::string_view accept,
                      const std::function<void(std::string_view)>& sink) {
  Outgoing request;
  request.target = target_of(path, query);
  if (!accept.empty()) request.accept = accept;
  request.sink = [&](std::string_view bytes) {
    sink(bytes);
    return true;
  };
  connection_->perform(request);
}

bool Client::events(std::string_view path, const std::string& last_event_id,
                    const std::function<bool(const ServerEvent&)>& on_event) {
  EventParser parser;
  bool wanted_more = true;
  Outgoing request;
  request.target = path;
  request.accept = "text/event-stream";
  request.last_event_id = last_event_id;
  request.event_stream = true;
  request.sink = [&](std::string_view bytes) {
    wanted_more = parser.feed(bytes, on_event);
    return wanted_more;
  };
  connection_->perform(request);
  return !wanted_more;
}

json::value Response::json() const {
  boost::system::error_code not_json;
  json::value value = json::parse(body, not_json);
  if (not_json) {
    throw ApiError(status, "", "The answer is no JSON, so something else than Muster answered", "",
                   "Check the address of the server", request_id, {}, location);
  }
  return value;
}

std::string percent_encoded(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) || c == '-' || c == '.' || c == '_' || c == '~') {
      encoded += c;
    } else {
      encoded += fmt::format("%{:02X}", byte);
    }
  }
  return encoded;
}

UploadBody body_of(std::string text) {
  auto shared = std::make_shared<std::string>(std::move(text));
  auto offset = std::make_shared<std::size_t>(0);
  return {.read =
              [shared, offset](char* buffer, std::size_t size) {
                const auto count = shared->copy(buffer, size, *offset);
                *offset += count;
                return count;
              },
          .size = shared->size()};
}

}  // namespace muster::cli
