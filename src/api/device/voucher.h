#pragma once
// Who lets a device enrol: its user, by a personal token (RFC 8628), or an administrator's
// enrolment token. Whoever has neither for the organisation that owns the device is answered as if
// the device did not exist.

#include <memory>
#include <optional>

#include "api/authentication.h"
#include "api/device/device_call.h"
#include "api/problems.h"
#include "registry/audit.h"
#include "security/secret.h"

namespace muster::api::device {

/// The one answer for a device that is not registered and for one that is another's.
Refusal not_yours();

/// Used by one thread, for one request.
class Voucher {
 public:
  /// Throws Refusal where the request has no token that is known.
  Voucher(Services& services, Authentication& authentication, http::Request& request);

  /// Throws not_yours() where it is none for this device.
  void check(const Known& known);
  /// The same, and uses an enrolment token up. Part of the step that enrols.
  registry::Cause use(const Known& known);

 private:
  void check_person(const Known& known);

  Services& services_;
  http::Request& request_;
  std::optional<security::Digest> token_;
  std::shared_ptr<const SignedIn> signed_in_;
};

}  // namespace muster::api::device
