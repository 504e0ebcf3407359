#pragma once
// The data folder: which files it holds, and who may use it.

#include <expected>
#include <filesystem>
#include <utility>

#include "storage/store.h"

namespace muster::storage::sqlite {

constexpr const char* registry_file = "registry.db";
constexpr const char* identity_file = "identity.db";
constexpr const char* lock_file = "muster.lock";

/// Holds a folder for one server (flock on its lock file, given up by the kernel when the process
/// ends, however it ends).
class FolderLock {
 public:
  static std::expected<FolderLock, OpenError> take(const std::filesystem::path& folder);
  FolderLock(FolderLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock();

 private:
  explicit FolderLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace muster::storage::sqlite
