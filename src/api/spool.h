#pragma once
// A long text that is written first and sent afterwards: in memory while it is short, then in a
// file that has no name and vanishes with its last user. For answers whose status is known only
// when all of it has been made.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace muster::api {

/// Used by one thread at a time.
class Spool {
 public:
  static constexpr std::size_t kept_in_memory = std::size_t{1} << 20;  ///< bytes

  explicit Spool(std::filesystem::path folder) : folder_(std::move(folder)) {}
  ~Spool();
  Spool(const Spool&) = delete;
  Spool& operator=(const Spool&) = delete;

  /// Throws Refusal `unavailable` when the disk is full, std::system_error for other faults.
  void add(std::string_view text);
  /// Gives all of it, in order, until `take` returns false; returns whether all was taken.
  bool read(const std::function<bool(std::string_view)>& take);

 private:
  void open();
  void flush();

  std::filesystem::path folder_;
  std::string memory_;  ///< what is not in the file
  int file_ = -1;
};

}  // namespace muster::api
