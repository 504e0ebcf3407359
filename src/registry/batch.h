#pragma once
// One upload: its registrations, their counts, and how they are kept until each has its outcome.

#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "registry/device.h"
#include "registry/directory.h"
#include "registry/idempotency.h"
#include "registry/ids.h"
#include "registry/registration_error.h"
#include "registry/time.h"

namespace muster::registry {

enum class BatchState : std::uint8_t {
  receiving = 1,  ///< still being uploaded: nobody sees it, and a crash forgets it
  pending = 2,    ///< accepted; no row decided yet
  running = 3,
  finished = 4,
  cancelling = 5,  ///< the chunk that is being decided ends, the rest is given up
  cancelled = 6,
};
std::string_view to_string(BatchState state);
constexpr bool is_over(BatchState state) {
  return state == BatchState::finished || state == BatchState::cancelled;
}

/// What the uploader says of a batch, and who it is.
struct BatchOrigin {
  OrganisationId customer;
  std::string order_id;     ///< up to 256 characters
  std::string purchase_id;  ///< up to 256 characters
  std::string file_name;
  OrganisationId created_by;
  std::string created_by_name;
  std::string token_name;
  std::string request_id;
  std::optional<BatchId> retry_of;
  bool approved = false;  ///< somebody vouches for what no supplier has published
};

/// What reading the file told.
struct BatchFile {
  std::string format;
  std::string encoding;
  std::string separator;  ///< empty for none
  std::string sha256;     ///< hex; empty for none
  std::uint64_t bytes = 0;
  std::string warnings = "[]";  ///< JSON array, as the API shows it
};

struct BatchCounts {
  std::int64_t pending = 0;
  std::int64_t registered = 0;
  std::int64_t failed = 0;
  std::int64_t cancelled = 0;
};

struct Batch {
  BatchId id;
  BatchState state = BatchState::pending;
  BatchOrigin origin;
  BatchFile file;
  std::int64_t rows = 0;
  BatchCounts counts;
  std::map<ErrorCode, std::int64_t> errors;
  Time accepted_at;
  std::optional<Time> started_at;
  std::optional<Time> finished_at;
  /// Rows decided a second, over the time since it started; 0 before.
  double rows_per_second(Time now) const;
};

/// The cells of a row as they were given, where they are not simply the three values of the device.
struct RowInput {
  std::optional<std::string> manufacturer;
  std::optional<std::string> model;
  std::optional<std::string> serial_number;
  std::optional<std::string> product_id;
  std::optional<std::string> hardware_hash;
  std::optional<std::string> group_tag;
  std::optional<std::string> assigned_user;
  bool operator==(const RowInput&) const = default;
};

/// What only some rows have: values beside the identity, and what was wrong with the text.
struct RowDetails {
  std::string product_id;
  std::string group_tag;
  std::string assigned_user;
  bool by_product_id = false;              ///< nothing but the product ID names the device
  std::optional<RegistrationError> error;  ///< what was wrong with the row itself
  std::optional<RowInput> input;           ///< only for forms other than the partner form
};

/// A row as it waits to be decided. Hundreds of thousands are in memory at once, so what is rare
/// stands apart.
struct PendingRow {
  RegistrationId id;
  std::uint32_t first_row = 0;  ///< probably the same device as this earlier row; 0: none
  std::string manufacturer;
  std::string model;
  std::string serial_number;
  std::unique_ptr<RowDetails> details;  ///< null for none
};

/// Under which idempotency key the answer to an accepted batch is kept.
struct KeepRequest {
  OrganisationId organisation;
  std::string key;
  Fingerprint fingerprint{};
  std::function<KeptAnswer(const Batch&)> answer;
};

/// Writes the rows of a batch while its file is still arriving. Used by one thread. Destroyed
/// without accept(), everything written is forgotten.
class BatchWriter {
 public:
  virtual ~BatchWriter() = default;
  virtual BatchId id() const = 0;
  virtual void add(std::span<const PendingRow> rows) = 0;
  /// Makes the batch and every row of it visible and durable in one step, together with the answer
  /// that is kept for the request's idempotency key, if it had one.
  virtual Batch accept(const BatchFile& file, const std::optional<KeepRequest>& keep) = 0;
};

/// How a row was decided.
struct Decided {
  RegistrationId id;
  std::unique_ptr<RegistrationError> error;  ///< null: registered
  /// The three values, where only the directory could tell them (a row that gave a product ID).
  std::unique_ptr<DirectoryEntry> identified;
};

/// A result line: the device of a row, its state, and the cells as they were given.
struct RowResult {
  Device device;
  RowInput input;
  bool cancelled = false;
};

enum class RowFilter : std::uint8_t { all, pending, registered, failed, cancelled };

enum class BatchRefusal : std::uint8_t { not_found, already_over, nothing_failed };

/// Rows of a batch that one worker decides together: those that wait from `first` to `last`. A
/// batch that is being cancelled has none to decide.
struct Chunk {
  Batch batch;
  RegistrationId first;
  RegistrationId last;
  std::vector<PendingRow> rows;
};

/// Thread-safe; blocks on the database.
class Batches {
 public:
  virtual ~Batches() = default;

  virtual std::unique_ptr<BatchWriter> receive(const BatchOrigin& origin) = 0;
  virtual std::optional<Batch> find(OrganisationId customer, BatchId id) = 0;
  /// The newest first; those with an id below `before` (0: from the newest).
  virtual std::vector<Batch> list(OrganisationId customer, std::optional<OrganisationId> created_by,
                                  BatchId before, std::size_t limit) = 0;
  /// Those that a request made.
  virtual std::vector<Batch> made_by(const std::string& request_id) = 0;
  /// Rows after `after` in the order of the file.
  virtual std::vector<RowResult> rows(const Batch& batch, RowFilter filter, RegistrationId after,
                                      std::size_t limit, bool with_hardware_hash) = 0;
  /// Copies the failed rows of a batch into a new one; the new one then speaks for these devices.
  virtual std::expected<Batch, BatchRefusal> retry(const BatchOrigin& origin, BatchId failed) = 0;
  /// The same for these rows alone, of one batch, in the order of their ids, whose error is
  /// `approval_needed`: they are vouched for. Others are left as they are.
  virtual std::expected<Batch, BatchRefusal> approve(const BatchOrigin& origin,
                                                     std::span<const RegistrationId> rows) = 0;
  virtual std::expected<Batch, BatchRefusal> cancel(OrganisationId customer, BatchId id) = 0;

  // For the registrar.
  /// Batches that are not over, oldest first.
  virtual std::vector<Batch> open() = 0;
  /// Takes a chunk that no living process has in hand, of the next open batch after this one (and
  /// so around: batches take turns); nullopt where there is none. It is this process's until it is
  /// recorded, or the process is not alive any more (Processes).
  virtual std::optional<Chunk> take_chunk(BatchId after) = 0;
  /// Of the rows from `first` to `last`, those that were given with a hardware hash, by id.
  virtual std::vector<RegistrationId> rows_with_hash(OrganisationId customer, RegistrationId first,
                                                     RegistrationId last) = 0;
  /// The hardware hash that a row was given with; empty for none.
  virtual std::string hardware_hash(OrganisationId customer, RegistrationId id) = 0;
  /// The identity that an earlier row of the file gave, to confirm a duplicate.
  virtual std::optional<PendingRow> row(OrganisationId customer, RegistrationId id) = 0;
  /// Records the outcomes of a chunk's rows, in their order, and everything that is counted from
  /// them, in one durable step. With the last chunk the batch is over: finished, or cancelled where
  /// rows were given up. `taken` is how long these rows took: a batch starts when its first rows
  /// were begun. nullopt, and nothing recorded, where another process has taken the chunk over.
  virtual std::optional<Batch> record(const Chunk& chunk, std::span<const Decided> decided,
                                      std::chrono::milliseconds taken) = 0;
  /// Forgets uploads that were cut off: those of processes that are not alive.
  virtual void forget_unaccepted() = 0;

  struct Queue {
    std::int64_t batches = 0;
    std::int64_t rows = 0;
    std::optional<Time> oldest_accepted_at;
  };
  virtual Queue queue() = 0;
};

}  // namespace muster::registry
