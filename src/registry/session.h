#pragma once
// Sessions of people who signed in, and the count of sign-ins that failed.

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "registry/ids.h"
#include "registry/organisation.h"
#include "registry/person.h"
#include "registry/time.h"

namespace muster::registry {

using SessionHash = std::array<std::uint8_t, 32>;  ///< SHA-256 of the cookie's value

constexpr std::chrono::milliseconds session_lasts = std::chrono::days{7};
/// A session that nobody used for so long is over.
constexpr std::chrono::milliseconds session_idles = std::chrono::hours{12};

struct Session {
  SessionId id;
  PersonId person;
  OrganisationId organisation;   ///< for which the person acts; none when they belong to none
  std::string method;            ///< `password` or `oidc`
  ProviderId provider;           ///< the OpenID provider; none for `password`
  std::string provider_session;  ///< its `sid`, for back-channel logout; may be empty
  std::string provider_subject;  ///< its `sub`
  std::string address;
  std::string user_agent;
  Time created_at;
  Time last_used_at;  ///< to the minute
  Time expires_at;

  bool is_good(Time now) const { return now < expires_at && now - last_used_at < session_idles; }
};

/// Thread-safe; blocks on the database.
class Sessions {
 public:
  virtual ~Sessions() = default;
  /// Keeps the session; `id` and the times are given to it.
  virtual Session create(Session session, const SessionHash& hash) = 0;
  struct Holder {
    Session session;
    Person person;
    std::optional<Membership> membership;  ///< nullopt: they belong to no organisation
  };
  virtual std::optional<Holder> find(const SessionHash& hash) = 0;
  virtual void used(SessionId id, Time when) = 0;
  virtual void act_for(SessionId id, OrganisationId organisation) = 0;
  virtual std::vector<Session> list(PersonId person) = 0;
  /// False when the person has no such session.
  virtual bool end(PersonId person, SessionId id) = 0;
  virtual void end_all(PersonId person, SessionId but) = 0;
  /// Those of a provider's session, or, where `sid` is empty, all of its subject; returns them.
  virtual std::vector<Session> end_of_provider(ProviderId provider, std::string_view sid,
                                               std::string_view subject) = 0;
  /// Every session that began there; returns them.
  virtual std::vector<Session> end_of_provider(ProviderId provider) = 0;
  virtual void forget_over(Time now) = 0;
};

/// Failed sign-ins of an account (`account:` and its address) and of where they came from
/// (`address:`), and other guesses that failed, by a subject of their kind. Thread-safe; blocks on
/// the database.
class SignInFailures {
 public:
  virtual ~SignInFailures() = default;
  struct Count {
    unsigned failures = 0;
    Time last;
    bool operator==(const Count&) const = default;
  };
  virtual Count of(std::string_view subject) = 0;
  /// Makes of the count what `next` returns, which may be what it was. Of all who change a subject,
  /// at whichever process, each gets what the one before has made.
  virtual void change(std::string_view subject, const std::function<Count(const Count&)>& next) = 0;
  virtual void forgive(std::string_view subject) = 0;
  virtual void forget_before(Time time) = 0;
};

}  // namespace muster::registry
