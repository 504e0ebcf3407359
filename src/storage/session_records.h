#pragma once

#include "registry/session.h"
#include "storage/sql.h"

namespace muster::storage {

/// Sessions in SQL. Thread-safe.
class SessionRecords final : public registry::Sessions {
 public:
  SessionRecords(Database& database, const registry::Clock& clock)
      : database_(database), clock_(clock) {}

  registry::Session create(registry::Session session, const registry::SessionHash& hash) override;
  std::optional<Holder> find(const registry::SessionHash& hash) override;
  void used(registry::SessionId id, registry::Time when) override;
  void act_for(registry::SessionId id, registry::OrganisationId organisation) override;
  std::vector<registry::Session> list(registry::PersonId person) override;
  bool end(registry::PersonId person, registry::SessionId id) override;
  void end_all(registry::PersonId person, registry::SessionId but) override;
  std::vector<registry::Session> end_of_provider(registry::ProviderId provider,
                                                 std::string_view sid,
                                                 std::string_view subject) override;
  std::vector<registry::Session> end_of_provider(registry::ProviderId provider) override;
  void forget_over(registry::Time now) override;

 private:
  Database& database_;
  const registry::Clock& clock_;
};

/// Failed sign-ins in SQL. Thread-safe.
class SignInFailureRecords final : public registry::SignInFailures {
 public:
  explicit SignInFailureRecords(Database& database) : database_(database) {}

  Count of(std::string_view subject) override;
  void change(std::string_view subject, const std::function<Count(const Count&)>& next) override;
  void forgive(std::string_view subject) override;
  void forget_before(registry::Time time) override;

 private:
  Database& database_;
};

}  // namespace muster::storage
