#pragma once
// TLS as this server speaks it: 1.2 and later, ciphers with forward secrecy, HTTP/1.1 only.

#include <boost/asio/ssl/context.hpp>
#include <expected>
#include <memory>
#include <string>

namespace muster::http {

/// Reads both PEM files: the certificate with those that lead to a known authority behind it, and
/// its private key without a passphrase. The error says which file is wrong and why.
std::expected<std::shared_ptr<boost::asio::ssl::context>, std::string> read_tls_context(
    const std::string& certificate_file, const std::string& key_file);

}  // namespace muster::http
