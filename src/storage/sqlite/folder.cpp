#include "storage/sqlite/folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace muster::storage::sqlite {

std::expected<FolderLock, OpenError> FolderLock::take(const std::filesystem::path& folder) {
  const auto path = folder / lock_file;
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    return std::unexpected(OpenError{
        OpenError::Kind::not_writable,
        fmt::format(
            "The data folder {} cannot be written to ({}). Give this user the right to write "
            "there, or choose another folder with --data.",
            folder.string(), std::strerror(errno))});
  }
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    ::close(descriptor);
    return std::unexpected(OpenError{
        OpenError::Kind::in_use,
        fmt::format("Another server is using the data folder {}. Stop it first, or choose another "
                    "folder with --data.",
                    folder.string())});
  }
  return FolderLock(descriptor);
}

FolderLock::~FolderLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace muster::storage::sqlite
