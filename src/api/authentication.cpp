#include "api/authentication.h"

#include "api/problems.h"
#include "api/session_cookie.h"
#include "security/secret.h"

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

std::optional<std::string_view> credential_of(const Services& services,
                                              const http::Request& request) {
  if (const auto token = bearer_token(request)) return token;
  return session_secret(services, request);
}

std::shared_ptr<const SignedIn> Authentication::sign_in(const http::Request& request) {
  using security::SecretKind;
  if (const auto token = bearer_token(request)) {
    if (security::has_secret_form(SecretKind::token, *token)) {
      if (auto found = find(security::hash_of_secret(*token))) return found;
    }
    throw unauthenticated("The API token is unknown, expired or revoked.",
                          "Bearer realm=\"muster\", error=\"invalid_token\"");
  }
  if (const auto secret = session_secret(services_, request)) {
    if (security::has_secret_form(SecretKind::session, *secret)) {
      if (auto found = find(security::hash_of_secret(*secret))) {
        require_same_origin(services_, request);
        return found;
      }
    }
    throw unauthenticated("The session is over. Sign in again.", "Bearer realm=\"muster\"");
  }
  throw unauthenticated("The request has no API token.", "Bearer realm=\"muster\"");
}

bool Authentication::is_still_good(const CredentialHash& hash) { return find(hash) != nullptr; }

void Authentication::forget() {
  forget_here();
  services_.signals.access_changed();
}

void Authentication::forget_here() {
  const std::lock_guard lock(mutex_);
  remembered_.clear();
  ++forgot_;
}

std::shared_ptr<const SignedIn> Authentication::find(const CredentialHash& hash) {
  const auto now = services_.clock.now();
  {
    const std::lock_guard lock(mutex_);
    const auto known = remembered_.find(hash);
    // A clock that was set back makes nothing older than it is.
    if (known != remembered_.end() && now >= known->second.found_at &&
        now - known->second.found_at < remembered_for) {
      const auto& found = known->second.signed_in;
      return is_expired(found->expires_at, now) ? nullptr : found;
    }
  }
  return look_up(hash, now);
}

std::shared_ptr<const SignedIn> Authentication::look_up(const CredentialHash& hash, Time now) {
  std::uint64_t forgot = 0;
  {
    const std::lock_guard lock(mutex_);
    forgot = forgot_;
  }
  auto holder = token_holder(hash, now);
  if (!holder) holder = session_holder(hash, now);
  const std::lock_guard lock(mutex_);
  if (!holder) {
    remembered_.erase(hash);
    return nullptr;
  }
  auto found = std::make_shared<const SignedIn>(std::move(*holder));
  // What was found may have been revoked while it was looked up.
  if (forgot != forgot_) return found;
  if (remembered_.size() >= most_remembered) remembered_.clear();
  remembered_[hash] = {.found_at = now, .signed_in = found};
  return found;
}

std::optional<SignedIn> Authentication::token_holder(const CredentialHash& hash, Time now) {
  const auto holder = services_.tokens.find(hash);
  if (!holder || holder->token.revoked_at || is_expired(holder->token.expires_at, now)) {
    return std::nullopt;
  }
  const auto& token = holder->token;
  const auto minute = std::chrono::floor<std::chrono::minutes>(now);
  if (!token.last_used_at || *token.last_used_at < minute) services_.tokens.used(token.id, minute);
  return SignedIn{.caller = {.organisation = holder->organisation,
                             .role = token.role,
                             .scopes = token.scopes,
                             .name = token.person ? holder->person_name : token.name,
                             .person = token.person,
                             .token = token.id,
                             .session = {}},
                  .credential = hash,
                  .expires_at = token.expires_at};
}

std::optional<SignedIn> Authentication::session_holder(const CredentialHash& hash, Time now) {
  const auto holder = services_.sessions.find(hash);
  if (!holder || !holder->session.is_good(now)) return std::nullopt;
  const auto& session = holder->session;
  const auto minute = std::chrono::floor<std::chrono::minutes>(now);
  if (session.last_used_at < minute) services_.sessions.used(session.id, minute);
  SignedIn found{.caller = {.organisation = {},
                            .role = registry::Role::reader,
                            // Whoever belongs to no organisation reaches their own account alone.
                            .scopes = {registry::Scope::organisation_manage},
                            .name = holder->person.name,
                            .person = holder->person.id,
                            .token = {},
                            .session = session.id},
                 .credential = hash,
                 .expires_at = session.expires_at};
  if (holder->membership) {
    found.caller.organisation = holder->membership->organisation;
    found.caller.role = holder->membership->role;
    found.caller.scopes = registry::Scopes::all();
  }
  return found;
}

}  // namespace muster::api
