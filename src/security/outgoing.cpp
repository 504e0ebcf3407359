#include "security/outgoing.h"

#include <curl/curl.h>
#include <sys/socket.h>

#include <algorithm>
#include <csignal>
#include <ctime>
#include <exception>
#include <memory>
#include <stdexcept>

// The address policy is asked where libcurl opens its sockets: it has resolved the name by then,
// and connects to just the address that it shows. libcurl calls back from C, where no exception may
// pass: what a callback throws is kept, and send() throws it again.

namespace muster::security {
namespace {

using Reason = OutgoingFailure::Reason;

struct CurlLibrary {
  CurlLibrary() {
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
      throw std::runtime_error("libcurl cannot be used");
    }
  }
};

/// Keeps a connection that the other side closes from ending the program: OpenSSL writes without
/// MSG_NOSIGNAL, and libcurl only looks after the signal when it may change it for all threads.
class NoBrokenPipeSignal {
 public:
  NoBrokenPipeSignal() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    sigset_t pending;
    sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~NoBrokenPipeSignal() {
    const timespec at_once{};
    if (!was_pending_) sigtimedwait(&pipe_, nullptr, &at_once);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  NoBrokenPipeSignal(const NoBrokenPipeSignal&) = delete;
  NoBrokenPipeSignal& operator=(const NoBrokenPipeSignal&) = delete;

 private:
  sigset_t pipe_{};
  sigset_t before_{};
  bool was_pending_ = false;
};

/// What the callbacks of one request share.
struct Transfer {
  const AddressPolicy& policy;
  std::size_t max_answer_bytes;
  OutgoingAnswer answer;
  bool refused = false;    ///< by the policy, at least one address
  bool connected = false;  ///< a socket was allowed
  bool too_large = false;
  std::exception_ptr thrown;
};

curl_socket_t open_socket(void* user, curlsocktype, struct curl_sockaddr* wanted) {
  auto& transfer = *static_cast<Transfer*>(user);
  try {
    const auto address = IpAddress::from(wanted->addr);
    if (!address || !transfer.policy(*address)) {
      transfer.refused = true;
      return CURL_SOCKET_BAD;
    }
    transfer.connected = true;
    return socket(wanted->family, wanted->socktype | SOCK_CLOEXEC, wanted->protocol);
  } catch (...) {
    transfer.thrown = std::current_exception();
    return CURL_SOCKET_BAD;
  }
}

std::size_t on_body(char* data, std::size_t, std::size_t size, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  if (size > transfer.max_answer_bytes - transfer.answer.body.size()) {
    transfer.too_large = true;
    return 0;
  }
  try {
    transfer.answer.body.append(data, size);
    return size;
  } catch (...) {
    transfer.thrown = std::current_exception();
    return 0;
  }
}

Reason reason_of(CURLcode code, const Transfer& transfer) {
  if (transfer.too_large) return Reason::too_large;
  if (transfer.refused && !transfer.connected) return Reason::not_allowed;
  switch (code) {
    case CURLE_URL_MALFORMAT:
      return Reason::bad_url;
    case CURLE_UNSUPPORTED_PROTOCOL:  // of the URL; behind a connection, an answer that is no HTTP
      return transfer.connected ? Reason::unreachable : Reason::bad_url;
    case CURLE_OPERATION_TIMEDOUT:
      return Reason::timed_out;
    case CURLE_FILESIZE_EXCEEDED:
      return Reason::too_large;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
      return Reason::bad_tls;
    default:
      return Reason::unreachable;
  }
}

/// Whether the URL names a user: it would travel as credentials that nobody meant to send, and it
/// hides the host from people's eyes.
bool has_user(const std::string& url) {
  const std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> parsed(curl_url(), curl_url_cleanup);
  if (!parsed || curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) {
    return false;  // libcurl will say so itself
  }
  char* user = nullptr;
  const bool has = curl_url_get(parsed.get(), CURLUPART_USER, &user, 0) == CURLUE_OK;
  curl_free(user);
  return has;
}

std::string media_type(const char* header) {
  std::string type = header == nullptr ? "" : header;
  type.erase(std::min(type.find(';'), type.size()));
  while (type.ends_with(' ')) type.pop_back();
  std::ranges::transform(type, type.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return type;
}

}  // namespace

CurlOutgoing::CurlOutgoing(AddressPolicy policy, OutgoingSettings settings)
    : policy_(std::move(policy)), settings_(std::move(settings)) {
  static const CurlLibrary library;  // once for the process, as libcurl asks
}

std::expected<OutgoingAnswer, OutgoingFailure> CurlOutgoing::send(const OutgoingRequest& request) {
  const NoBrokenPipeSignal quiet;  // also while the connection is closed, further down
  if (has_user(request.url)) {
    return std::unexpected(OutgoingFailure{Reason::bad_url, "the URL has a user in it"});
  }
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> owner(curl_easy_init(),
                                                                  curl_easy_cleanup);
  std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(nullptr, curl_slist_free_all);
  CURL* const curl = owner.get();
  if (curl == nullptr) throw std::runtime_error("libcurl is out of memory");
  const auto add_header = [&](const std::string& line) {
    curl_slist* const longer = curl_slist_append(headers.get(), line.c_str());
    if (longer == nullptr) throw std::runtime_error("libcurl is out of memory");
    if (longer != headers.get()) headers.reset(longer);  // the same, but for the first line
  };
  for (const auto& [name, value] : request.headers) {
    std::string line = name;
    line += ": ";
    line += value;
    if (line.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) {
      throw std::invalid_argument("a header of a request of ours holds a line break");
    }
    add_header(line);
  }
  add_header("Expect:");  // no waiting for 100 Continue

  Transfer transfer{.policy = policy_, .max_answer_bytes = settings_.max_answer_bytes};
  char message[CURL_ERROR_SIZE] = "";
  const auto set = [&](CURLoption option, auto value) {
    if (curl_easy_setopt(curl, option, value) != CURLE_OK) {
      throw std::runtime_error("this libcurl lacks an option that keeps requests safe");
    }
  };
  set(CURLOPT_URL, request.url.c_str());
  set(CURLOPT_PROTOCOLS_STR, settings_.plain_http ? "https,http" : "https");
  set(CURLOPT_FOLLOWLOCATION, 0L);
  set(CURLOPT_PROXY, "");
  set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(settings_.connect_timeout.count()));
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(settings_.timeout.count()));
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  if (!settings_.ca_file.empty()) {
    set(CURLOPT_CAINFO, settings_.ca_file.c_str());
    set(CURLOPT_CAPATH, static_cast<const char*>(nullptr));
  }
  set(CURLOPT_USERAGENT, "muster");
  set(CURLOPT_HTTPHEADER, headers.get());
  set(CURLOPT_ERRORBUFFER, static_cast<char*>(message));
  set(CURLOPT_OPENSOCKETFUNCTION, open_socket);
  set(CURLOPT_OPENSOCKETDATA, &transfer);
  set(CURLOPT_WRITEFUNCTION, on_body);
  set(CURLOPT_WRITEDATA, &transfer);
  if (request.method == "POST") {
    set(CURLOPT_POST, 1L);
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    set(CURLOPT_POSTFIELDS, request.body.data());
  } else if (request.method != "GET") {
    throw std::invalid_argument("requests of ours are GET or POST");
  }

  const CURLcode code = curl_easy_perform(curl);
  if (transfer.thrown) std::rethrow_exception(transfer.thrown);
  if (code != CURLE_OK) {
    return std::unexpected(OutgoingFailure{reason_of(code, transfer), message[0] == '\0'
                                                                          ? curl_easy_strerror(code)
                                                                          : std::string(message)});
  }
  long status = 0;
  const char* content_type = nullptr;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &content_type);
  transfer.answer.status = static_cast<int>(status);
  transfer.answer.content_type = media_type(content_type);
  return std::move(transfer.answer);
}

}  // namespace muster::security
