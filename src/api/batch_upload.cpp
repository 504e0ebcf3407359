#include "api/batch_upload.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <optional>
#include <utility>

#include "api/file_input.h"
#include "api/forecast_answer.h"
#include "api/idempotency.h"
#include "api/media_type.h"
#include "api/problems.h"
#include "api/query_input.h"
#include "api/render_batch.h"
#include "api/upload_request.h"
#include "registry/upload.h"

namespace muster::api {
namespace {

constexpr UploadKind devices = {
    .purpose = intake::Purpose::registering, .rows_field = "devices", .has_texts = true};

/// An upload while it is being taken.
struct Incoming {
  Services& services;
  const Call& call;
  Reservation& reservation;
  FileInput& input;
  UploadTexts texts;
};

registry::KeptAnswer accepted_answer(const registry::Batch& batch, registry::Time now) {
  return {.status = 202,
          .content_type = "application/json",
          .location = fmt::format("/api/v1/customers/{}/batches/{}", batch.origin.customer.text(),
                                  batch.id.text()),
          .body = boost::json::serialize(to_json(batch, now))};
}

http::Response respond(const registry::KeptAnswer& answer) {
  auto response = http::Response::json(answer.status, answer.body);
  response.headers.set("Location", answer.location);
  return response;
}

http::Response register_devices(Incoming& incoming) {
  auto& services = incoming.services;
  const auto& caller = incoming.call.caller();
  const registry::BatchOrigin origin{.customer = incoming.call.organisation.id,
                                     .order_id = incoming.texts.order_id.value_or(""),
                                     .purchase_id = incoming.texts.purchase_id.value_or(""),
                                     .file_name = incoming.texts.file_name.value_or(""),
                                     .created_by = caller.organisation.id,
                                     .created_by_name = caller.organisation.name,
                                     .token_name = caller.name,
                                     .request_id = incoming.call.request.request_id,
                                     .retry_of = {}};
  // A file whose header line is refused leaves no trace in the database.
  std::optional<registry::Upload> upload;
  const auto summary = incoming.input.read([&](const intake::UploadedRow& row, bool plain) {
    if (!upload) {
      upload.emplace(services.batches, services.keyer, origin,
                     services.organisations.settings(origin.customer).default_group_tag);
    }
    upload->add(row, plain);
  });
  if (!upload) throw Refusal(ProblemCode::file_not_readable, "The file has no devices.");
  const registry::BatchFile file{
      .format = summary.file.format,
      .encoding = summary.file.encoding,
      .separator = summary.file.separator,
      .sha256 = security::to_hex(summary.sha256),
      .bytes = summary.file.bytes,
      .warnings = boost::json::serialize(to_json(summary.file.warnings))};
  const auto now = services.clock.now();
  const auto fingerprint =
      upload_fingerprint(incoming.call.request, incoming.texts, summary.sha256, "");
  registry::Batch batch;
  services.in_one_step([&] {
    batch = upload->accept(file, incoming.reservation.keep_with_batch(
                                     fingerprint, [now](const registry::Batch& accepted) {
                                       return accepted_answer(accepted, now);
                                     }));
    record(services, incoming.call,
           {.action = "batch.accepted",
            .subject = batch.id.text(),
            .subject_name = batch.origin.file_name,
            .after = boost::json::serialize(
                boost::json::object{{"rows", batch.rows},
                                    {"order_id", batch.origin.order_id},
                                    {"purchase_id", batch.origin.purchase_id}})});
  });
  incoming.reservation.was_kept();
  services.signals.work_arrived();
  services.signals.changed(origin.customer);
  return respond(accepted_answer(batch, now));
}

/// A check changes nothing, so it may be done again: of a CSV, which may be long, only the
/// fingerprint is kept, and a repeated request is answered with what is true now.
http::Response check_devices(Incoming& incoming, bool as_csv) {
  auto& services = incoming.services;
  const auto& request = incoming.call.request;
  ForecastAnswer answer(services, request.request_id, as_csv,
                        content_type_of(request) == "application/json");
  registry::Forecast forecast(
      services.directory, services.keyer, incoming.call.organisation.id,
      services.organisations.settings(incoming.call.organisation.id).hash_worth(),
      [&](const registry::ForetoldRow& row) { answer.take(row); });
  const auto summary = incoming.input.read(
      [&](const intake::UploadedRow& row, bool plain) { forecast.add(row, plain); });
  forecast.finish();
  const auto fingerprint = upload_fingerprint(request, incoming.texts, summary.sha256,
                                              as_csv ? "text/csv" : "application/json");
  incoming.reservation.refuse_another(fingerprint);
  auto response = answer.finish(summary);
  incoming.reservation.keep(fingerprint, kept_answer(response));
  return response;
}

}  // namespace

http::Response upload_batch(Services& services, const Call& call) {
  QueryInput query(call.request);
  UploadTexts texts{.order_id = query.text("order_id", any_text),
                    .purchase_id = query.text("purchase_id", any_text),
                    .file_name = query.text("file_name", any_text)};
  const bool dry_run = query.flag("dry_run");
  query.finish();
  const bool as_csv = dry_run && asks_for(call.request, "text/csv");
  if (!as_csv && !accepts(call.request, "application/json")) {
    throw Refusal(ProblemCode::not_acceptable,
                  dry_run ? "The forecast is available as application/json and as text/csv."
                          : "The answer is available as application/json only.");
  }
  Reservation reservation(services.idempotency, call.caller().organisation.id,
                          idempotency_key(call.request));
  const auto input = open_upload(call.request, services.limits, devices);
  Incoming incoming{.services = services,
                    .call = call,
                    .reservation = reservation,
                    .input = *input,
                    .texts = merged(input->texts(), std::move(texts))};
  if (reservation.earlier_answer() != nullptr && !as_csv) {
    return reservation.replay(upload_fingerprint(call.request, incoming.texts, input->hash(),
                                                 dry_run ? "application/json" : ""));
  }
  return dry_run ? check_devices(incoming, as_csv) : register_devices(incoming);
}

}  // namespace muster::api
