#include "api/directory_upload.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <future>
#include <numeric>
#include <utility>

#include "api/idempotency.h"
#include "api/problems.h"
#include "api/query_input.h"
#include "api/render.h"
#include "api/render_batch.h"
#include "api/render_device.h"
#include "api/upload_request.h"
#include "registry/row_reader.h"

namespace muster::api {
namespace {

namespace json = boost::json;
using registry::DirectoryEntry;

constexpr UploadKind entries_kind = {
    .purpose = intake::Purpose::directory, .rows_field = "entries", .has_texts = false};

json::object answer_for(const Publishing& publishing, const UploadSummary& summary,
                        std::string_view support_contact) {
  json::object object;
  object["rows"] = summary.file.rows;
  object["published"] = publishing.published();
  object["unchanged"] = publishing.unchanged();
  object["refused"] = publishing.refused();
  object["format"] = summary.file.format;
  object["encoding"] = summary.file.encoding;
  object["separator"] = text_or_null(summary.file.separator);
  object["warnings"] = to_json(summary.file.warnings);
  json::array rows;
  for (const auto& [row, error] : publishing.refused_rows()) {
    const auto& text = registry::text_of(error.code);
    json::object refused;
    refused["row"] = row;
    refused["column"] = text_or_null(error.column);
    refused["value"] = text_or_null(error.value);
    refused["code"] = text.name;
    refused["title"] = text.title;
    refused["advice"] = advice_for(error, support_contact);
    rows.push_back(std::move(refused));
  }
  object["refused_rows"] = std::move(rows);
  object["refused_rows_truncated"] = publishing.refused() > publishing.refused_rows().size();
  return object;
}

/// Puts `values` into the order that `order` gives by index.
template <class T>
void reorder(std::vector<T>& values, const std::vector<std::uint32_t>& order) {
  std::vector<T> sorted;
  sorted.reserve(values.size());
  for (const auto i : order) sorted.push_back(std::move(values[i]));
  values = std::move(sorted);
}

UploadSummary publish(Services& services, const Call& call, Publishing& publishing,
                      FileInput& input, bool dry_run) {
  try {
    auto summary =
        input.read([&](const intake::UploadedRow& row, bool plain) { publishing.add(row, plain); });
    publishing.finish();
    return summary;
  } catch (const Refusal& refusal) {
    publishing.collect();
    if (publishing.published() == 0 || dry_run) throw;
    record(services, call, publishing.change());
    auto half_way = refusal.problem();
    half_way.detail += fmt::format(
        " {} devices that stand before it have been published; publishing them again does no harm.",
        publishing.published());
    throw Refusal(std::move(half_way));
  }
}

}  // namespace

void Publishing::add(const intake::UploadedRow& row, bool plain) {
  auto read = registry::read_row(row, plain);
  if (const auto* error = registry::row_error_of(read)) {
    refuse(row.row, *error);
    return;
  }
  DirectoryEntry entry;
  entry.key = services_.keyer.of(read.manufacturer, read.model, read.serial_number);
  entry.supplier = supplier_;
  entry.manufacturer = std::move(read.manufacturer);
  entry.model = std::move(read.model);
  entry.serial_number = std::move(read.serial_number);
  if (read.details) entry.product_id = std::move(read.details->product_id);
  if (row.hardware_hash) entry.hardware_hash = std::string(*row.hardware_hash);
  entry.hardware_hash_present = !entry.hardware_hash.empty();
  bytes_ += sizeof(DirectoryEntry) + entry.hardware_hash.size();
  entries_.push_back(std::move(entry));
  rows_.push_back(row.row);
  if (entries_.size() >= rows_in_run || bytes_ >= bytes_in_run) publish_run();
}

void Publishing::finish() {
  publish_run();
  collect();
  std::ranges::sort(refused_rows_, {}, &RefusedRow::row);
  if (refused_rows_.size() > most_refused_rows) refused_rows_.resize(most_refused_rows);
}

registry::Change Publishing::change() const {
  return {.organisation = supplier_,
          .action = "directory.published",
          .after = json::serialize(json::object{
              {"published", published_}, {"unchanged", unchanged_}, {"refused", refused_}})};
}

void Publishing::refuse(std::uint32_t row, registry::RegistrationError error) {
  ++refused_;
  // Rows that cannot be read are known before those of the run at work that another supplier has,
  // so some more are kept until all are sorted.
  if (refused_rows_.size() < 2 * most_refused_rows) {
    refused_rows_.push_back({.row = row, .error = std::move(error)});
  }
}

void Publishing::publish_run() {
  collect();
  Run run{.entries = std::exchange(entries_, {}), .rows = std::exchange(rows_, {})};
  bytes_ = 0;
  if (run.entries.empty()) return;
  entries_.reserve(run.entries.size());
  // The file goes on being read meanwhile.
  at_work_ = std::async(std::launch::async, [this, run = std::move(run)]() mutable {
    std::vector<std::uint32_t> order(run.entries.size());
    std::iota(order.begin(), order.end(), std::uint32_t{0});
    // Of two rows of one device the earlier comes first.
    std::ranges::sort(order, {}, [&](std::uint32_t i) {
      return std::pair<const identity::IdentityKey&, std::uint32_t>(run.entries[i].key, i);
    });
    reorder(run.entries, order);
    reorder(run.rows, order);
    auto& directory = services_.directory;
    run.outcomes = dry_run_ ? directory.foretell_publish(supplier_, run.entries)
                            : directory.publish(supplier_, run.entries);
    return std::move(run);
  });
}

void Publishing::collect() {
  if (!at_work_.valid()) return;
  const auto run = at_work_.get();
  for (std::size_t i = 0; i < run.outcomes.size(); ++i) {
    switch (run.outcomes[i]) {
      case registry::PublishOutcome::published:
        ++published_;
        break;
      case registry::PublishOutcome::unchanged:
        ++unchanged_;
        break;
      case registry::PublishOutcome::another_suppliers:
        refuse(run.rows[i], {.code = registry::ErrorCode::published_by_another_supplier,
                             .detail = {},
                             .column = "Serial Number",
                             .value = run.entries[i].serial_number,
                             .first_row = {}});
        break;
    }
  }
}

http::Response upload_directory(Services& services, const Call& call) {
  QueryInput query(call.request);
  const bool dry_run = query.flag("dry_run");
  query.finish();
  Reservation reservation(services.idempotency, call.caller().organisation.id,
                          idempotency_key(call.request));
  const auto input = open_upload(call.request, services.limits, entries_kind);
  const auto fingerprint = [&](const security::Digest& digest) {
    return upload_fingerprint(call.request, input->texts(), digest, "");
  };
  if (reservation.earlier_answer() != nullptr) {
    return reservation.replay(fingerprint(input->hash()));
  }
  Publishing publishing(services, call.organisation.id, dry_run);
  const auto summary = publish(services, call, publishing, *input, dry_run);
  auto response = json_response(answer_for(publishing, summary, services.support_contact->get()));
  services.in_one_step(
      [&] {
        if (!dry_run) record(services, call, publishing.change());
        reservation.keep(fingerprint(summary.sha256), kept_answer(response));
      },
      call.organisation.id);
  return response;
}

}  // namespace muster::api
