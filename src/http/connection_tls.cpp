#include "http/connection_tls.h"

#include <fmt/format.h>

#include <boost/asio/ssl.hpp>
#include <string_view>

namespace muster::http {

namespace ssl = boost::asio::ssl;

namespace {

constexpr const char* ciphers =  // of TLS 1.2; those of 1.3 are all good
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

/// ALPN (RFC 7301): a client that offers protocols, but not this one, is refused.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* length,
                    const unsigned char* offered, unsigned int offered_length, void*) {
  static constexpr unsigned char ours[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  unsigned char* found = nullptr;
  const int result =
      ::SSL_select_next_proto(&found, length, ours, sizeof ours, offered, offered_length);
  *chosen = found;
  return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

}  // namespace

std::expected<std::shared_ptr<ssl::context>, std::string> read_tls_context(
    const std::string& certificate_file, const std::string& key_file) {
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  auto* const native = context->native_handle();
  ::SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  ::SSL_CTX_set_cipher_list(native, ciphers);
  ::SSL_CTX_set_options(
      native, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  ::SSL_CTX_set_alpn_select_cb(native, choose_protocol, nullptr);
  boost::system::error_code error;
  context->use_certificate_chain_file(certificate_file, error);
  if (error) {
    return std::unexpected(
        fmt::format("The certificate {} can't be used: {}.", certificate_file, error.message()));
  }
  context->use_private_key_file(key_file, ssl::context::pem, error);
  if (error) {
    return std::unexpected(fmt::format("The key {} can't be used for the certificate {}: {}.",
                                       key_file, certificate_file, error.message()));
  }
  return context;
}

}  // namespace muster::http
