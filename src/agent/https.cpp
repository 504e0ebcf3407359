#include "agent/https.h"

#include <arpa/inet.h>
#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/error.h>
#include <mbedtls/net_sockets.h>
#include <mbedtls/ssl.h>
#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <functional>
#include <optional>

#include "agent/resolve.h"

namespace muster::agent {
namespace {

constexpr int patience_s = 30;  ///< for connecting, and for each read and write

class Socket {
 public:
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

/// A connected socket, or -1.
int connect_to(const std::string& address, const std::string& port) {
  sockaddr_storage storage{};
  socklen_t size = 0;
  const auto number = htons(static_cast<std::uint16_t>(std::stoi(port)));
  auto* const v4 = reinterpret_cast<sockaddr_in*>(&storage);
  auto* const v6 = reinterpret_cast<sockaddr_in6*>(&storage);
  if (::inet_pton(AF_INET, address.c_str(), &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = number;
    size = sizeof *v4;
  } else if (::inet_pton(AF_INET6, address.c_str(), &v6->sin6_addr) == 1) {
    v6->sin6_family = AF_INET6;
    v6->sin6_port = number;
    size = sizeof *v6;
  } else {
    return -1;
  }
  const int descriptor = ::socket(storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -1;
  const timeval patience{.tv_sec = patience_s, .tv_usec = 0};
  ::setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&storage), size) == 0) {
    return descriptor;
  }
  const int why = errno;
  ::close(descriptor);
  errno = why;
  return -1;
}

std::string said(int error) {
  std::array<char, 160> text{};
  mbedtls_strerror(error, text.data(), text.size());
  return text.data();
}

/// Both kinds of connection, to the one loop below: bytes, 0 at the end, or negative.
using Read = std::function<int(unsigned char*, std::size_t)>;
using Write = std::function<int(const unsigned char*, std::size_t)>;

std::expected<Answer, std::string> exchange(const std::string& request, const Read& read,
                                            const Write& write) {
  const auto* at = reinterpret_cast<const unsigned char*>(request.data());
  for (auto left = request.size(); left > 0;) {
    const int written = write(at, left);
    if (written <= 0) return std::unexpected("The connection broke.");
    at += written;
    left -= static_cast<std::size_t>(written);
  }
  std::string bytes;
  std::array<unsigned char, 8192> buffer{};
  for (;;) {
    const int got = read(buffer.data(), buffer.size());
    if (got <= 0) break;  // cut short: parse_answer() sees it
    bytes.append(reinterpret_cast<const char*>(buffer.data()), static_cast<std::size_t>(got));
    if (bytes.size() > longest_answer) return std::unexpected("The server's answer is too long.");
  }
  return parse_answer(bytes);
}

int send_bytes(void* context, const unsigned char* bytes, std::size_t size) {
  const auto sent = ::send(*static_cast<int*>(context), bytes, size, MSG_NOSIGNAL);
  return sent < 0 ? MBEDTLS_ERR_NET_SEND_FAILED : static_cast<int>(sent);
}
int receive_bytes(void* context, unsigned char* bytes, std::size_t size) {
  const auto got = ::recv(*static_cast<int*>(context), bytes, size, 0);
  return got < 0 ? MBEDTLS_ERR_NET_RECV_FAILED : static_cast<int>(got);
}

/// What mbed TLS needs, made and freed together.
struct Tls {
  mbedtls_entropy_context entropy{};
  mbedtls_ctr_drbg_context random{};
  mbedtls_x509_crt roots{};
  mbedtls_ssl_config config{};
  mbedtls_ssl_context ssl{};

  Tls() {
    mbedtls_entropy_init(&entropy);
    mbedtls_ctr_drbg_init(&random);
    mbedtls_x509_crt_init(&roots);
    mbedtls_ssl_config_init(&config);
    mbedtls_ssl_init(&ssl);
  }
  Tls(const Tls&) = delete;
  Tls& operator=(const Tls&) = delete;
  ~Tls() {
    mbedtls_ssl_free(&ssl);
    mbedtls_ssl_config_free(&config);
    mbedtls_x509_crt_free(&roots);
    mbedtls_ctr_drbg_free(&random);
    mbedtls_entropy_free(&entropy);
  }
};

/// Where Debian and its children, Red Hat and its, Alpine and SUSE keep what they trust.
bool read_roots(mbedtls_x509_crt& roots, const std::string& file) {
  if (!file.empty()) return mbedtls_x509_crt_parse_file(&roots, file.c_str()) >= 0;
  for (const auto* place :
       {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/ssl/cert.pem", "/etc/ssl/ca-bundle.pem"}) {
    if (mbedtls_x509_crt_parse_file(&roots, place) >= 0) return true;
  }
  return false;
}

std::expected<Answer, std::string> over_tls(int socket, const Url& url, const std::string& ca_file,
                                            const std::string& request) {
  Tls tls;
  if (!read_roots(tls.roots, ca_file)) {
    return std::unexpected("No certificates to trust were found. Name a file with --ca.");
  }
  constexpr std::string_view purpose = "muster-agent";
  int error =
      mbedtls_ctr_drbg_seed(&tls.random, mbedtls_entropy_func, &tls.entropy,
                            reinterpret_cast<const unsigned char*>(purpose.data()), purpose.size());
  if (error == 0) {
    error = mbedtls_ssl_config_defaults(&tls.config, MBEDTLS_SSL_IS_CLIENT,
                                        MBEDTLS_SSL_TRANSPORT_STREAM, MBEDTLS_SSL_PRESET_DEFAULT);
  }
  if (error != 0) return std::unexpected(said(error));
  mbedtls_ssl_conf_authmode(&tls.config, MBEDTLS_SSL_VERIFY_REQUIRED);
  mbedtls_ssl_conf_ca_chain(&tls.config, &tls.roots, nullptr);
  mbedtls_ssl_conf_rng(&tls.config, mbedtls_ctr_drbg_random, &tls.random);
  mbedtls_ssl_conf_min_version(&tls.config, MBEDTLS_SSL_MAJOR_VERSION_3,
                               MBEDTLS_SSL_MINOR_VERSION_3);  // TLS 1.2
  error = mbedtls_ssl_setup(&tls.ssl, &tls.config);
  if (error == 0) error = mbedtls_ssl_set_hostname(&tls.ssl, url.host.c_str());
  if (error != 0) return std::unexpected(said(error));
  mbedtls_ssl_set_bio(&tls.ssl, &socket, send_bytes, receive_bytes, nullptr);
  error = mbedtls_ssl_handshake(&tls.ssl);
  if (error == MBEDTLS_ERR_X509_CERT_VERIFY_FAILED) {
    return std::unexpected("The certificate of " + url.host + " is not one to trust.");
  }
  if (error != 0) return std::unexpected("TLS with " + url.host + " failed: " + said(error));
  return exchange(
      request,
      [&](unsigned char* bytes, std::size_t size) {
        return mbedtls_ssl_read(&tls.ssl, bytes, size);
      },
      [&](const unsigned char* bytes, std::size_t size) {
        return mbedtls_ssl_write(&tls.ssl, bytes, size);
      });
}

std::string request_text(const Url& url, std::string_view content_type, std::string_view body,
                         const std::vector<std::pair<std::string, std::string>>& headers) {
  const bool v6 = url.host.find(':') != std::string::npos;
  std::string text =
      "POST " + url.path + " HTTP/1.1\r\nHost: " + (v6 ? "[" + url.host + "]" : url.host) + ":" +
      url.port + "\r\nUser-Agent: muster-agent\r\nConnection: close\r\nContent-Type: ";
  text.append(content_type).append("\r\nContent-Length: ").append(std::to_string(body.size()));
  text += "\r\n";
  for (const auto& [name, value] : headers) text += name + ": " + value + "\r\n";
  return text.append("\r\n").append(body);
}

}  // namespace

std::expected<Answer, std::string> Https::post(
    const std::string& url, std::string_view content_type, std::string_view body,
    const std::vector<std::pair<std::string, std::string>>& headers) const {
  const auto parsed = parse_url(url);
  if (!parsed) return std::unexpected(parsed.error());
  const auto addresses = resolve(parsed->host);
  if (addresses.empty()) return std::unexpected("No address of " + parsed->host + " is known.");
  std::string why;
  for (const auto& address : addresses) {
    const Socket socket(connect_to(address, parsed->port));
    if (socket.get() < 0) {
      why = "Nobody answers at " + address + ":" + parsed->port + ": " + std::strerror(errno);
      continue;
    }
    const auto request = request_text(*parsed, content_type, body, headers);
    if (parsed->tls) return over_tls(socket.get(), *parsed, ca_file, request);
    int descriptor = socket.get();
    return exchange(
        request,
        [&](unsigned char* bytes, std::size_t size) {
          return receive_bytes(&descriptor, bytes, size);
        },
        [&](const unsigned char* bytes, std::size_t size) {
          return send_bytes(&descriptor, bytes, size);
        });
  }
  return std::unexpected(why);
}

}  // namespace muster::agent
