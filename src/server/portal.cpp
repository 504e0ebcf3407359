// The page is one for all addresses: what stands in the address is read by its scripts. Fluent UI
// puts its style sheets into the page by script, which the policy allows by a nonce of each answer.

#include "server/portal.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstddef>
#include <stdexcept>
#include <utility>

#include "http/field_text.h"
#include "http/refusals.h"
#include "security/base64.h"

namespace muster::server {
namespace {

constexpr std::string_view nonce_mark = "MUSTER-NONCE";

constexpr std::array<std::string_view, 8> not_pages = {
    "/api", "/assets", "/device/v1", "/oauth2", "/oidc", "/healthz", "/readyz", "/metrics"};

/// What stands before the first `end`, which is taken away with it.
std::string_view cut(std::string_view& text, char end) {
  const auto at = text.find(end);
  if (at == std::string_view::npos) throw std::invalid_argument("the portal's bundle is cut short");
  const auto part = text.substr(0, at);
  text.remove_prefix(at + 1);
  return part;
}

std::string policy(std::string_view nonce) {
  return fmt::format(
      "default-src 'self'; script-src 'self'; style-src 'self' 'nonce-{}'; "
      "img-src 'self' data:; object-src 'none'; base-uri 'none'; "
      "form-action 'self'; frame-ancestors 'none'",
      nonce);
}

}  // namespace

bool takes_encoding(std::string_view accept_encoding, std::string_view encoding) {
  while (!accept_encoding.empty()) {
    const auto end = accept_encoding.find(',');
    auto item = accept_encoding.substr(0, end);
    accept_encoding.remove_prefix(end == std::string_view::npos ? accept_encoding.size() : end + 1);
    const auto semicolon = item.find(';');
    const auto name = http::trimmed(item.substr(0, semicolon));
    if (!http::same_name(name, encoding)) continue;
    if (semicolon == std::string_view::npos) return true;
    const auto weight = http::trimmed(item.substr(semicolon + 1));
    return weight.find_first_not_of("0.", weight.find('=') + 1) != std::string_view::npos;
  }
  return false;
}

Portal::Portal(std::string_view bundle, security::Random& random) : random_(random) {
  if (bundle.empty()) return;
  struct Entry {
    std::string_view path;
    std::string_view type;
    std::string_view encoding;
    std::size_t size = 0;
  };
  std::vector<Entry> entries;
  for (auto line = cut(bundle, '\n'); !line.empty(); line = cut(bundle, '\n')) {
    Entry entry{.path = cut(line, '\t'), .type = cut(line, '\t'), .encoding = cut(line, '\t')};
    std::from_chars(line.data(), line.data() + line.size(), entry.size);
    entries.push_back(entry);
  }
  for (const auto& entry : entries) {
    if (entry.size > bundle.size()) {
      throw std::invalid_argument("the portal's bundle is cut short");
    }
    auto& file = files_[entry.path];
    file.type = entry.type;
    file.bytes[entry.encoding] = bundle.substr(0, entry.size);
    bundle.remove_prefix(entry.size);
  }
}

void Portal::add_routes(http::Router& router) const {
  if (!is_built_in()) return;
  const auto answer_page = [this](http::Request& request) {
    const auto path = std::string_view(request.path).substr(1);
    return path != "index.html" && files_.contains(path) ? file(request, path) : page();
  };
  router.add({.method = "GET",
              .pattern = "/assets/{name}",
              .handler =
                  [this](http::Request& request) {
                    return file(request, "assets/" + request.path_parameters.at("name"));
                  },
              .operation = "portal"});
  router.add_fallback(
      {.method = "GET", .pattern = "/", .handler = answer_page, .operation = "portal"}, not_pages);
}

http::Response Portal::page() const {
  std::array<std::byte, 18> bytes{};
  random_.fill(bytes);
  const auto nonce =
      security::to_base64url({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  std::string text(files_.at("index.html").bytes.at("identity"));
  for (auto at = text.find(nonce_mark); at != std::string::npos; at = text.find(nonce_mark)) {
    text.replace(at, nonce_mark.size(), nonce);
  }
  auto response = http::Response::text(200, "text/html; charset=utf-8", std::move(text));
  response.headers.set("Cache-Control", "no-cache");
  response.headers.set("Content-Security-Policy", policy(nonce));
  response.headers.set("Cross-Origin-Opener-Policy", "same-origin");
  response.headers.set("Referrer-Policy", "no-referrer");
  return response;
}

http::Response Portal::file(const http::Request& request, std::string_view path) const {
  const auto found = files_.find(path);
  if (found == files_.end()) {
    return http::to_response(http::not_found(), request.request_id);
  }
  const auto& [type, bytes] = found->second;
  const auto accepted = request.headers.get("Accept-Encoding").value_or("");
  std::string_view encoding = "identity";
  for (const std::string_view better : {"br", "gzip"}) {
    if (bytes.contains(better) && takes_encoding(accepted, better)) {
      encoding = better;
      break;
    }
  }
  auto response = http::Response::text(200, type, std::string(bytes.at(encoding)));
  if (encoding != "identity") response.headers.set("Content-Encoding", std::string(encoding));
  if (bytes.size() > 1) response.headers.set("Vary", "Accept-Encoding");
  response.headers.set("Cache-Control", path.starts_with("assets/")
                                            ? "public, max-age=31536000, immutable"
                                            : "public, max-age=3600");
  return response;
}

}  // namespace muster::server
