#pragma once
// systemd, or whatever else started this process and asked for news of it by setting NOTIFY_SOCKET:
// the protocol of sd_notify(3), without its library.

#include <string>
#include <string_view>

namespace muster::server {

/// Thread-safe. News that cannot be sent are dropped: there is nobody to tell.
class ServiceManager {
 public:
  /// The value of NOTIFY_SOCKET: a path, or `@` and a name of the abstract namespace. Empty: nobody
  /// asked, and nobody is told.
  explicit ServiceManager(std::string socket) : socket_(std::move(socket)) {}

  void ready() const { tell("READY=1"); }
  void stopping() const { tell("STOPPING=1"); }

 private:
  void tell(std::string_view news) const;

  std::string socket_;
};

}  // namespace muster::server
