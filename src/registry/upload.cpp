#include "registry/upload.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

#include "registry/chunk.h"

namespace muster::registry {
namespace {

/// Rows held before they are written or looked up. A multiple of what one index page holds; more
/// brought nothing, and a row may hold a hardware hash of some kilobytes.
constexpr std::size_t buffered_rows = 8192;

}  // namespace

Upload::Upload(Batches& batches, const identity::IdentityKeyer& keyer, const BatchOrigin& origin,
               std::string default_group_tag)
    : writer_(batches.receive(origin)),
      reader_(keyer),
      default_group_tag_(std::move(default_group_tag)) {
  buffer_.reserve(buffered_rows);
}

Upload::~Upload() = default;

void Upload::add(const intake::UploadedRow& row, bool plain) {
  auto pending = reader_.read(row, plain);
  pending.id = registration_of(writer_->id(), row.row);
  if (!default_group_tag_.empty()) {
    if (!pending.details) pending.details = std::make_unique<RowDetails>();
    if (pending.details->group_tag.empty()) pending.details->group_tag = default_group_tag_;
  }
  buffer_.push_back(std::move(pending));
  if (buffer_.size() == buffered_rows) flush();
}

Batch Upload::accept(const BatchFile& file, const std::optional<KeepRequest>& keep) {
  flush();
  return writer_->accept(file, keep);
}

void Upload::flush() {
  if (!buffer_.empty()) writer_->add(buffer_);
  buffer_.clear();
}

Forecast::Forecast(Directory& directory, const identity::IdentityKeyer& keyer,
                   OrganisationId customer, HashWorth hash_worth, OnRow on_row)
    : directory_(directory),
      keyer_(keyer),
      customer_(customer),
      hash_worth_(hash_worth),
      on_row_(std::move(on_row)),
      reader_(keyer) {}

Forecast::~Forecast() = default;

void Forecast::add(const intake::UploadedRow& row, bool plain) {
  buffer_.push_back(reader_.read(row, plain));
  if (buffer_.size() == buffered_rows) flush();
}

void Forecast::finish() { flush(); }

void Forecast::flush() {
  const RowHashes hashes = {
      .has =
          [](const PendingRow& row) {
            return row.details && row.details->input && row.details->input->hardware_hash &&
                   !row.details->input->hardware_hash->empty();
          },
      .text = [](const PendingRow& row) { return *row.details->input->hardware_hash; },
      .worth = hash_worth_};
  auto decided = foretell_chunk(directory_, keyer_, customer_, buffer_, hashes);
  for (std::size_t i = 0; i < buffer_.size(); ++i) {
    on_row_({.row = std::move(buffer_[i]), .error = std::move(decided[i].error)});
  }
  buffer_.clear();
}

}  // namespace muster::registry
