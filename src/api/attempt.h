#pragma once
// An attempt at something that could be guessed. Those that failed make the next wait
// (security/attempt_delay.h). They are counted in the database, for all servers as one.

#include <string>

#include "api/services.h"
#include "http/message.h"

namespace muster::api {

/// One attempt, of one thread. Blocks on the database.
class Attempt {
 public:
  /// `subject` is what the failures are counted for, such as `account:ada@example.com`; `people` is
  /// how many share it, who may mistype once each before it counts as one failure.
  Attempt(Services& services, std::string subject, unsigned people = 1)
      : services_(services), subject_(std::move(subject)), people_(people) {}

  /// Throws Refusal `too_many_requests` while the subject has to wait.
  void refuse_if_too_soon() const;
  void failed();

  /// Both as one step, before anything is looked at: of however many that come at once, at however
  /// many servers, no more go on than may fail. Not for a subject that many share, who would keep
  /// each other out.
  void begin();
  /// The subject begins anew.
  void succeeded() { services_.sign_in_failures.forgive(subject_); }
  /// What begin() counted was no failure, and nothing that makes others good.
  void take_back();

 private:
  using Count = registry::SignInFailures::Count;

  void refuse_for(std::chrono::milliseconds wait) const;

  Services& services_;
  std::string subject_;
  unsigned people_;
  Count before_;
  Count counted_;  ///< by begin()
};

/// The subject `kind:` and the network that the request comes from.
std::string network_subject(std::string_view kind, const http::Request& request);

}  // namespace muster::api
