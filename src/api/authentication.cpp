#include "api/authentication.h"

#include "api/problems.h"
#include "security/token_secret.h"

namespace muster::api {
namespace {

using registry::Time;

constexpr std::size_t most_remembered = 4096;

Refusal unauthenticated(std::string detail, std::string challenge) {
  auto refused = problem(ProblemCode::unauthenticated, std::move(detail));
  refused.headers.set("WWW-Authenticate", std::move(challenge));
  return Refusal(std::move(refused));
}

bool is_expired(const std::optional<Time>& expires_at, Time now) {
  return expires_at && *expires_at <= now;
}

}  // namespace

std::optional<std::string_view> bearer_token(const http::Request& request) {
  constexpr std::string_view scheme = "bearer ";
  const auto value = request.headers.get("Authorization");
  if (!value || value->size() < scheme.size()) return std::nullopt;
  for (std::size_t i = 0; i < scheme.size(); ++i) {
    const char c = (*value)[i];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c) != scheme[i]) {
      return std::nullopt;
    }
  }
  auto token = value->substr(scheme.size());
  while (token.starts_with(' ')) token.remove_prefix(1);
  return token;
}

std::shared_ptr<const SignedIn> Authentication::sign_in(const http::Request& request) {
  const auto token = bearer_token(request);
  if (!token) {
    throw unauthenticated("The request has no API token.", "Bearer realm=\"muster\"");
  }
  if (security::has_token_form(*token)) {
    if (auto found = find(security::hash_of_token(*token))) return found;
  }
  throw unauthenticated("The API token is unknown, expired or revoked.",
                        "Bearer realm=\"muster\", error=\"invalid_token\"");
}

bool Authentication::is_still_good(const registry::TokenHash& hash) {
  return find(hash) != nullptr;
}

void Authentication::forget() {
  const std::lock_guard lock(mutex_);
  remembered_.clear();
}

std::shared_ptr<const SignedIn> Authentication::find(const registry::TokenHash& hash) {
  const auto now = clock_.now();
  {
    const std::lock_guard lock(mutex_);
    const auto known = remembered_.find(hash);
    // A clock that was set back makes nothing older than it is.
    if (known != remembered_.end() && now >= known->second.found_at &&
        now - known->second.found_at < remembered_for) {
      const auto& found = known->second.signed_in;
      return is_expired(found->token_expires_at, now) ? nullptr : found;
    }
  }
  return look_up(hash, now);
}

std::shared_ptr<const SignedIn> Authentication::look_up(const registry::TokenHash& hash, Time now) {
  const auto holder = tokens_.find(hash);
  if (!holder || holder->token.revoked_at || is_expired(holder->token.expires_at, now)) {
    const std::lock_guard lock(mutex_);
    remembered_.erase(hash);
    return nullptr;
  }
  const auto minute = std::chrono::floor<std::chrono::minutes>(now);
  if (!holder->token.last_used_at || *holder->token.last_used_at < minute) {
    tokens_.used(holder->token.id, minute);
  }
  auto found = std::make_shared<const SignedIn>(
      SignedIn{.caller = {.organisation = holder->organisation,
                          .role = holder->token.role,
                          .scopes = holder->token.scopes,
                          .name = holder->token.person ? holder->person_name : holder->token.name,
                          .person = holder->token.person,
                          .token = holder->token.id},
               .token_hash = hash,
               .token_expires_at = holder->token.expires_at});
  const std::lock_guard lock(mutex_);
  if (remembered_.size() >= most_remembered) remembered_.clear();
  remembered_[hash] = {.found_at = now, .signed_in = found};
  return found;
}

}  // namespace muster::api
