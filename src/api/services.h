#pragma once
// Everything that the resources work with, made by the server and handed in once.

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "api/server_health.h"
#include "api/shared_text.h"
#include "identity/identity_key.h"
#include "registry/api_client.h"
#include "registry/audit.h"
#include "registry/batch.h"
#include "registry/check_in_desk.h"
#include "registry/device.h"
#include "registry/device_authorization.h"
#include "registry/device_history.h"
#include "registry/directory.h"
#include "registry/enrolment.h"
#include "registry/idempotency.h"
#include "registry/identity_provider.h"
#include "registry/installation.h"
#include "registry/one_time_link.h"
#include "registry/organisation.h"
#include "registry/person.h"
#include "registry/relationship.h"
#include "registry/removal.h"
#include "registry/request_record.h"
#include "registry/session.h"
#include "registry/signals.h"
#include "registry/simulated_clock.h"
#include "registry/time.h"
#include "registry/token.h"
#include "registry/webhook.h"
#include "security/outgoing.h"
#include "security/password.h"
#include "security/random.h"

namespace muster::api {

/// Makes one durable step of what the given work changes, or nothing when it throws; steps of one
/// organisation go one after the other (storage::Store).
struct InOneStep {
  registry::Removal::InOneStep run;
  void operator()(const std::function<void()>& work,
                  registry::OrganisationId organisation = {}) const {
    run(work, organisation);
  }
};

struct Limits {
  std::uint64_t max_rows = 5'000'000;                ///< of an uploaded file
  std::uint64_t max_bytes = std::uint64_t{1} << 30;  ///< of an uploaded file
};

/// A file to start from, as it is downloaded.
struct Sample {
  std::string name;  ///< `device-registration-sample-partner.csv`
  std::string title;
  std::string description;
  std::string text;
};

/// Outlives the router. The members are thread-safe; the texts are not changed any more.
struct Services {
  registry::Organisations& organisations;
  registry::Relationships& relationships;
  registry::Tokens& tokens;
  registry::ApiClients& clients;
  registry::DeviceAuthorizations& device_authorizations;
  registry::RequestRecords& requests;
  registry::Webhooks& webhooks;
  registry::People& people;
  registry::Sessions& sessions;
  registry::IdentityProviders& identity_providers;
  registry::SignInFailures& sign_in_failures;
  registry::Installation& installation;
  registry::OneTimeLinks& links;
  registry::AuditLog& audit;
  registry::Directory& directory;
  registry::Batches& batches;
  registry::Devices& devices;
  registry::DeviceHistories& histories;
  registry::Enrolments& enrolments;
  registry::CheckInDesk& check_in_desk;
  std::array<std::uint8_t, 32> check_in_secret{};  ///< of the sessions of check-ins
  registry::Idempotency& idempotency;
  registry::Removal& removal;
  registry::Signals& signals;
  const identity::IdentityKeyer& keyer;
  const registry::Clock& clock;
  registry::SimulatedClock* simulated_clock = nullptr;  ///< the same, where it can be moved
  security::Random& random;
  security::PasswordHasher& passwords;
  security::Outgoing& to_identity_providers;

  InOneStep in_one_step;

  /// Measures how this server is doing; throws where the database does not answer.
  std::function<ServerHealth()> health;

  Limits limits;
  std::shared_ptr<SharedText> support_contact;  ///< shown with `unexpected_error`; may be empty
  std::string public_url;  ///< under which people reach the portal, without a slash at the end
  bool webhooks_to_private_addresses = false;            ///< and by plain http
  bool identity_providers_on_private_addresses = false;  ///< and by plain http
  std::string version;                                   ///< of the program
  std::filesystem::path spool_folder;  ///< where long answers wait; on a disk, not in memory
  std::vector<Sample> samples;
  std::string openapi;  ///< api/openapi.yaml
  std::string docs;     ///< the page at /api/docs
};

/// What makes a device of this customer Active now.
inline registry::ActiveWindow active_window(Services& services, registry::OrganisationId customer) {
  return {services.clock.now(), services.organisations.settings(customer).check_in_age};
}

}  // namespace muster::api
