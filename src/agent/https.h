#pragma once
// One request of HTTP/1.1 over TLS 1.2 (mbed TLS), each on a connection of its own. The server's
// certificate is always verified; plain http is for this machine alone.

#include <cstddef>
#include <expected>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster::agent {

struct Url {
  bool tls = true;
  std::string host;
  std::string port;
  std::string path;  ///< `/` and what follows
};
/// `https://host[:port]/path`, or http to this machine. nullopt for anything else.
std::expected<Url, std::string> parse_url(std::string_view text);

struct Answer {
  int status = 0;
  std::map<std::string, std::string> headers;  ///< names in lower case
  std::string body;
};

constexpr std::size_t longest_answer = std::size_t{1} << 20;

/// Reads an answer that ends with its connection, or where Content-Length says. The error is a
/// sentence.
std::expected<Answer, std::string> parse_answer(std::string_view bytes);

struct Https {
  std::string ca_file;  ///< PEM; empty: where distributions keep theirs

  /// The error says why nobody could be reached, or not trusted: trying later may help.
  std::expected<Answer, std::string> post(
      const std::string& url, std::string_view content_type, std::string_view body,
      const std::vector<std::pair<std::string, std::string>>& headers = {}) const;
};

}  // namespace muster::agent
