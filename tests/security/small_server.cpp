#include "security/small_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <stdexcept>

namespace muster::security {
namespace {

void require(bool holds) {
  if (!holds) throw std::runtime_error("the test's server could not be made");
}

/// A context with a certificate that it signed itself, written to `file` as well.
std::shared_ptr<SSL_CTX> self_signed(const std::string& file) {
  EVP_PKEY* const key = EVP_EC_gen("P-256");
  X509* const certificate = X509_new();
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  X509_set_pubkey(certificate, key);
  X509_NAME* const name = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
  X509_set_issuer_name(certificate, name);
  X509_EXTENSION* const names =
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "DNS:localhost");
  X509_add_ext(certificate, names, -1);
  X509_EXTENSION_free(names);
  require(X509_sign(certificate, key, EVP_sha256()) != 0);
  std::FILE* const out = std::fopen(file.c_str(), "w");
  require(out != nullptr);
  PEM_write_X509(out, certificate);
  std::fclose(out);
  std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  require(SSL_CTX_use_certificate(context.get(), certificate) == 1 &&
          SSL_CTX_use_PrivateKey(context.get(), key) == 1);
  X509_free(certificate);
  EVP_PKEY_free(key);
  return context;
}

/// Whether the request is there as a whole.
bool is_whole(const std::string& request) {
  const auto end = request.find("\r\n\r\n");
  if (end == std::string::npos) return false;
  const auto length = request.find("Content-Length: ");
  const auto body = length == std::string::npos ? 0 : std::stoul(request.substr(length + 16));
  return request.size() >= end + 4 + body;
}

}  // namespace

SmallServer::SmallServer(std::string answer, bool tls) : answer_(std::move(answer)) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  require(bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
          listen(listener_, 8) == 0 &&
          getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0 &&
          pipe(wake_) == 0);
  port_ = ntohs(address.sin_port);
  if (tls) {
    ca_file_ = "/tmp/muster-test-" + std::to_string(getpid()) + "-" + std::to_string(port_);
    tls_ = self_signed(ca_file_);
  }
  thread_ = std::thread([this] { serve(); });
}

SmallServer::~SmallServer() {
  close(wake_[1]);
  thread_.join();
  close(wake_[0]);
  close(listener_);
  if (!ca_file_.empty()) std::remove(ca_file_.c_str());
}

void SmallServer::serve() {
  sigset_t signals;  // a client that hangs up ends nothing
  sigemptyset(&signals);
  sigaddset(&signals, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  for (;;) {
    pollfd waiting[2] = {{listener_, POLLIN, 0}, {wake_[0], POLLIN, 0}};
    poll(waiting, 2, -1);
    if (waiting[1].revents != 0) return;
    const int connection = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) continue;
    ++connections_;
    talk(connection);
    close(connection);
  }
}

void SmallServer::talk(int connection) {
  std::string request;
  char buffer[4096];
  if (answer_.empty()) {  // waits until either side has had enough
    pollfd waiting[2] = {{connection, POLLRDHUP, 0}, {wake_[0], POLLIN, 0}};
    poll(waiting, 2, -1);
    return;
  }
  if (tls_) {
    SSL* const session = SSL_new(tls_.get());
    SSL_set_fd(session, connection);
    if (SSL_accept(session) == 1) {
      while (!is_whole(request)) {
        const int got = SSL_read(session, buffer, sizeof buffer);
        if (got <= 0) break;
        request.append(buffer, static_cast<std::size_t>(got));
      }
      request_ = request;
      SSL_write(session, answer_.data(), static_cast<int>(answer_.size()));
      SSL_shutdown(session);
    }
    SSL_free(session);
    return;
  }
  while (!is_whole(request)) {
    const auto got = recv(connection, buffer, sizeof buffer, 0);
    if (got <= 0) break;
    request.append(buffer, static_cast<std::size_t>(got));
  }
  request_ = request;
  for (std::string_view rest = answer_; !rest.empty();) {
    const auto sent = send(connection, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (sent <= 0) break;
    rest.remove_prefix(static_cast<std::size_t>(sent));
  }
  shutdown(connection, SHUT_WR);
  while (recv(connection, buffer, sizeof buffer, 0) > 0) {
  }
}

}  // namespace muster::security
