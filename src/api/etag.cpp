#include "api/etag.h"

#include <fmt/format.h>

#include <algorithm>

#include "api/problems.h"
#include "security/base64.h"
#include "security/sha256.h"

namespace muster::api {
namespace {

constexpr std::size_t bytes_of_digest = 12;  ///< 96 bits: no two states of one device meet

/// Whether a list of ETags has this one, or is `*`. Weak ones count only where `weak_counts`.
bool lists(std::string_view list, std::string_view etag, bool weak_counts) {
  while (!list.empty()) {
    const auto start = list.find_first_not_of(" \t,");
    if (start == std::string_view::npos) return false;
    list.remove_prefix(start);
    if (list.starts_with('*')) return true;
    const bool weak = list.starts_with("W/");
    if (weak) list.remove_prefix(2);
    // A quoted text may hold a comma; without a quote the element is broken and matches nothing.
    const auto end =
        list.starts_with('"') ? list.find('"', 1) : std::min(list.find(','), list.size()) - 1;
    if (end == std::string_view::npos) return false;
    if (list.substr(0, end + 1) == etag && (!weak || weak_counts)) return true;
    list.remove_prefix(end + 1);
  }
  return false;
}

}  // namespace

std::string etag_of(std::string_view representation) {
  const auto digest = security::sha256(representation);
  return fmt::format("\"{}\"", security::to_base64url(std::span(digest).first(bytes_of_digest)));
}

void check_if_match(const http::Request& request, std::string_view etag) {
  const auto wanted = request.headers.get("If-Match");
  if (!wanted || lists(*wanted, etag, false)) return;
  auto changed = problem(ProblemCode::precondition_failed,
                         "The resource is not what it was when its ETag was read.");
  changed.headers.set("ETag", std::string(etag));
  throw Refusal(std::move(changed));
}

bool is_not_modified(const http::Request& request, std::string_view etag) {
  const auto known = request.headers.get("If-None-Match");
  return known && lists(*known, etag, true);
}

}  // namespace muster::api
