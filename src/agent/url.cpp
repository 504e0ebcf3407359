// Addresses and answers as texts; what of https.h needs no network.

#include <algorithm>
#include <cctype>
#include <charconv>

#include "agent/https.h"

namespace muster::agent {
namespace {

bool is_this_machine(std::string_view host) {
  return host == "127.0.0.1" || host == "::1" || host == "localhost";
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return out;
}

/// The chunks of RFC 9112, 7.1, put together; nullopt where they are broken or cut short.
std::expected<std::string, std::string> joined_chunks(std::string_view rest) {
  std::string body;
  for (;;) {
    std::size_t size = 0;
    const auto end = rest.find("\r\n");
    if (end == rest.npos) return std::unexpected("The server's answer is cut short.");
    const auto digits = rest.substr(0, std::min(end, rest.find(';')));
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), size, 16);
    if (read.ec != std::errc() || size > longest_answer) {
      return std::unexpected("The server's answer is broken.");
    }
    rest.remove_prefix(end + 2);
    if (size == 0) return body;
    if (rest.size() < size + 2) return std::unexpected("The server's answer is cut short.");
    body += rest.substr(0, size);
    rest.remove_prefix(size + 2);
  }
}

}  // namespace

std::expected<Url, std::string> parse_url(std::string_view text) {
  Url url;
  if (text.starts_with("https://")) {
    text.remove_prefix(8);
  } else if (text.starts_with("http://")) {
    text.remove_prefix(7);
    url.tls = false;
  } else {
    return std::unexpected("An address begins with https://");
  }
  const auto slash = std::min(text.find('/'), text.size());
  auto authority = text.substr(0, slash);
  url.path = slash == text.size() ? "/" : std::string(text.substr(slash));
  url.port = url.tls ? "443" : "80";
  const auto colon = authority.rfind(':');
  const auto bracket = authority.rfind(']');
  if (colon != authority.npos && (bracket == authority.npos || colon > bracket)) {
    url.port = std::string(authority.substr(colon + 1));
    authority = authority.substr(0, colon);
  }
  if (authority.starts_with('[') && authority.ends_with(']')) {
    authority = authority.substr(1, authority.size() - 2);
  }
  url.host = std::string(authority);
  int port = 0;
  const auto* const end = url.port.data() + url.port.size();
  if (std::from_chars(url.port.data(), end, port).ptr != end || port < 1 || port > 65535 ||
      url.host.empty() || text.find_first_of(" \r\n@") != text.npos) {
    return std::unexpected("This is not an address: " + std::string(text));
  }
  if (!url.tls && !is_this_machine(url.host)) {
    return std::unexpected("Plain http is for this machine alone; use https://");
  }
  return url;
}

std::expected<Answer, std::string> parse_answer(std::string_view bytes) {
  const auto end = bytes.find("\r\n\r\n");
  if (!bytes.starts_with("HTTP/1.") || end == bytes.npos || bytes.size() < 12) {
    return std::unexpected("This is no web server.");
  }
  Answer answer;
  if (std::from_chars(bytes.data() + 9, bytes.data() + 12, answer.status).ec != std::errc()) {
    return std::unexpected("This is no web server.");
  }
  auto head = bytes.substr(0, end + 2);
  head.remove_prefix(head.find("\r\n") + 2);
  while (!head.empty()) {
    const auto line = head.substr(0, head.find("\r\n"));
    head.remove_prefix(line.size() + 2);
    const auto colon = line.find(':');
    if (colon == line.npos) continue;
    auto value = line.substr(colon + 1);
    while (value.starts_with(' ')) value.remove_prefix(1);
    while (value.ends_with(' ')) value.remove_suffix(1);
    answer.headers[lower(line.substr(0, colon))] = std::string(value);
  }
  const auto body = bytes.substr(end + 4);
  if (lower(answer.headers["transfer-encoding"]) == "chunked") {
    auto joined = joined_chunks(body);
    if (!joined) return std::unexpected(joined.error());
    answer.body = std::move(*joined);
    return answer;
  }
  answer.body = std::string(body);
  if (const auto length = answer.headers.find("content-length"); length != answer.headers.end()) {
    std::size_t size = 0;
    const auto& text = length->second;
    std::from_chars(text.data(), text.data() + text.size(), size);
    if (answer.body.size() < size) return std::unexpected("The server's answer is cut short.");
    answer.body.resize(size);
  }
  return answer;
}

}  // namespace muster::agent
