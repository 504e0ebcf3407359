#pragma once
// POST .../directory: a supplier publishes a list of devices. Entries are kept in memory until they
// make a run worth sorting by key, then published run by run, since neighbouring keys share pages.
// Publishing is repeatable, so a file that breaks off half way is mended and sent again. With
// `dry_run=true` it is only foretold what would be published.

#include <cstdint>
#include <functional>
#include <future>
#include <vector>

#include "api/file_input.h"
#include "api/operations.h"
#include "http/message.h"
#include "registry/directory.h"
#include "registry/registration_error.h"

namespace muster::api {

http::Response upload_directory(Services& services, const Call& call);

/// A row that was not published, and why.
struct RefusedRow {
  std::uint32_t row = 0;
  registry::RegistrationError error;
};

/// Takes the rows of one upload. Used by one thread.
class Publishing {
 public:
  static constexpr std::size_t most_refused_rows = 1000;  ///< that are told one by one
  /// A run ends with either: a hardware hash makes an entry twenty times as long.
  static constexpr std::size_t rows_in_run = 250'000;
  static constexpr std::size_t bytes_in_run = std::size_t{48} << 20;

  Publishing(Services& services, registry::OrganisationId supplier, bool dry_run)
      : services_(services), supplier_(supplier), dry_run_(dry_run) {}

  void add(const intake::UploadedRow& row, bool plain);
  /// Publishes what is left.
  void finish();
  /// Waits for the run at work and counts its outcomes.
  void collect();

  std::uint64_t published() const { return published_; }
  std::uint64_t unchanged() const { return unchanged_; }
  std::uint64_t refused() const { return refused_; }
  /// What became of the directory, for the audit log.
  registry::Change change() const;
  /// The first of them, in the order of the file.
  const std::vector<RefusedRow>& refused_rows() const { return refused_rows_; }

 private:
  void refuse(std::uint32_t row, registry::RegistrationError error);
  /// Hands what was collected to a thread of its own.
  void publish_run();

  struct Run {
    std::vector<registry::DirectoryEntry> entries;
    std::vector<std::uint32_t> rows;  ///< of the entries, in the same order
    std::vector<registry::PublishOutcome> outcomes;
  };

  Services& services_;
  registry::OrganisationId supplier_;
  bool dry_run_;
  std::vector<registry::DirectoryEntry> entries_;
  std::vector<std::uint32_t> rows_;  ///< of the entries, in the same order
  std::size_t bytes_ = 0;
  std::vector<RefusedRow> refused_rows_;
  std::uint64_t published_ = 0;
  std::uint64_t unchanged_ = 0;
  std::uint64_t refused_ = 0;
  std::future<Run> at_work_;  ///< last, so that it is waited for before the rest goes
};

}  // namespace muster::api
