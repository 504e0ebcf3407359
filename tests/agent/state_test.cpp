#include "agent/state.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace muster::agent {
namespace {

struct Folder {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("muster-agent-" + std::to_string(::getpid()));
  ~Folder() { std::filesystem::remove_all(path); }
};

TEST(State, IsReadAsItWasWrittenByItsOwnerAlone) {
  const Folder folder;
  const auto file = (folder.path / "state").string();
  EXPECT_FALSE(read_state(file).value());
  State state{.server = "https://a",
              .organisation_id = "org_1",
              .organisation = "A = B",
              .device_id = "dev_1",
              .seed = identity::make_device_seed(),
              .last_signed = 5,
              .clock_offset = -7,
              .next_check_in = 8,
              .last_check_in = 9};
  ASSERT_EQ(write_state(file, state), "");
  EXPECT_EQ(read_state(file).value(), state);
  struct stat status{};
  ASSERT_EQ(::stat(file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  state.last_signed = 6;
  ASSERT_EQ(write_state(file, state), "");
  EXPECT_EQ(read_state(file).value()->last_signed, 6);
}

TEST(State, ThatIsDamagedIsSaidToBe) {
  const Folder folder;
  std::filesystem::create_directories(folder.path);
  const auto file = (folder.path / "state").string();
  std::ofstream(file) << "server=https://a\nseed=00\n";
  EXPECT_FALSE(read_state(file));
}

}  // namespace
}  // namespace muster::agent
