#include "server/service_manager.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <string>

#include "server/temporary_folder.h"

namespace muster::server {
namespace {

/// What systemd is for a service: a socket at which news arrive.
class Listener {
 public:
  /// `name` as it stands in the address: a path, or a zero byte and a name.
  explicit Listener(const std::string& name) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    name.copy(address.sun_path, sizeof(address.sun_path));
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    EXPECT_EQ(::bind(descriptor_, reinterpret_cast<const sockaddr*>(&address), length), 0);
  }
  ~Listener() { ::close(descriptor_); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  /// What came; empty for nothing.
  std::string news() const {
    std::array<char, 256> text{};
    const auto size = ::recv(descriptor_, text.data(), text.size(), MSG_DONTWAIT);
    return size < 0 ? std::string() : std::string(text.data(), static_cast<std::size_t>(size));
  }

 private:
  int descriptor_ = ::socket(AF_UNIX, SOCK_DGRAM, 0);
};

TEST(ServiceManager, IsToldAtAPath) {
  const test::TemporaryFolder folder;
  const auto path = folder / "notify";
  const Listener listener(path);
  ServiceManager(path).ready();
  EXPECT_EQ(listener.news(), "READY=1");
  ServiceManager(path).stopping();
  EXPECT_EQ(listener.news(), "STOPPING=1");
}

TEST(ServiceManager, IsToldInTheAbstractNamespace) {
  const auto name = "muster-service-manager-test-" + std::to_string(::getpid());
  const Listener listener('\0' + name);
  ServiceManager('@' + name).ready();
  EXPECT_EQ(listener.news(), "READY=1");
}

TEST(ServiceManager, MayBeNobodyOrGone) {
  EXPECT_NO_THROW(ServiceManager({}).ready());
  EXPECT_NO_THROW(ServiceManager("/nonexistent/notify").ready());
  EXPECT_NO_THROW(ServiceManager(std::string(200, 'x')).ready());
}

}  // namespace
}  // namespace muster::server
