#include "api/idempotency.h"

#include <algorithm>
#include <utility>

#include "api/media_type.h"
#include "api/problems.h"
#include "api/text_rule.h"
#include "security/sha256.h"

namespace muster::api {
namespace {

constexpr std::string_view header = "Idempotency-Key";
constexpr std::size_t longest_key = 255;

}  // namespace

std::optional<std::string> idempotency_key(const http::Request& request) {
  const auto value = request.headers.get(header);
  if (!value) return std::nullopt;
  const bool printable = std::ranges::all_of(*value, [](char c) { return c >= ' ' && c <= '~'; });
  if (value->empty() || value->size() > longest_key || !printable) {
    throw bad_parameter(std::string(header), "bad_key",
                        "Idempotency-Key must be 1 to 255 printable ASCII characters.",
                        shown(*value));
  }
  return std::string(*value);
}

registry::Fingerprint fingerprint_of(const http::Request& request) {
  security::Sha256 hash;
  hash.add_delimited(request.method);
  hash.add_delimited(request.target);
  hash.add_delimited(content_type_of(request));
  hash.add_delimited(request.body);
  return hash.finish();
}

Reservation::Reservation(registry::Idempotency& kept, registry::OrganisationId organisation,
                         std::optional<std::string> key)
    : kept_(kept), organisation_(organisation), key_(std::move(key)) {
  if (!key_) return;
  if (auto taken = kept_.reserve(organisation_, *key_); taken) {
    reserved_ = true;
  } else {
    known_ = std::move(taken.error());
    if (known_->answer) return;
    auto in_use = problem(ProblemCode::idempotency_key_in_use,
                          "The first request with this Idempotency-Key is still being done.");
    in_use.headers.set("Retry-After", "1");
    throw Refusal(std::move(in_use));
  }
}

Reservation::~Reservation() {
  if (!reserved_) return;
  try {
    kept_.release(organisation_, *key_);
  } catch (const std::exception&) {
    // The database is gone, which whoever comes next will say. The key is free as well then.
    reserved_ = false;
  }
}

const registry::KeptAnswer* Reservation::earlier_answer() const {
  return known_ && known_->answer ? &*known_->answer : nullptr;
}

void Reservation::refuse_another(const registry::Fingerprint& fingerprint) const {
  if (!known_ || known_->fingerprint == fingerprint) return;
  throw Refusal(ProblemCode::idempotency_key_reused,
                "This Idempotency-Key was used for a request that was not the same.");
}

http::Response Reservation::replay(const registry::Fingerprint& fingerprint) const {
  refuse_another(fingerprint);
  return replayed(*earlier_answer());
}

void Reservation::keep(const registry::Fingerprint& fingerprint,
                       const registry::KeptAnswer& answer) {
  if (!reserved_) return;
  kept_.keep(organisation_, *key_, fingerprint, answer);
  reserved_ = false;
}

void Reservation::was_kept() {
  if (!reserved_) return;
  kept_.was_kept(organisation_, *key_);
  reserved_ = false;
}

std::optional<registry::KeepRequest> Reservation::keep_with_batch(
    const registry::Fingerprint& fingerprint,
    std::function<registry::KeptAnswer(const registry::Batch&)> answer) const {
  if (!reserved_) return std::nullopt;
  return registry::KeepRequest{.organisation = organisation_,
                               .key = *key_,
                               .fingerprint = fingerprint,
                               .answer = std::move(answer)};
}

registry::KeptAnswer kept_answer(const http::Response& response) {
  return {.status = response.status,
          .content_type = std::string(response.headers.get("Content-Type").value_or("")),
          .location = std::string(response.headers.get("Location").value_or("")),
          .body = response.body};
}

http::Response replayed(const registry::KeptAnswer& answer) {
  http::Response response;
  response.status = answer.status;
  response.body = answer.body;
  if (!answer.content_type.empty()) response.headers.set("Content-Type", answer.content_type);
  if (!answer.location.empty()) response.headers.set("Location", answer.location);
  response.headers.set("Idempotency-Replayed", "true");
  return response;
}

}  // namespace muster::api
