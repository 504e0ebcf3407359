#include "api/problems.h"

#include <fmt/format.h>

#include <stdexcept>

namespace muster::api {

const std::vector<ProblemText>& problem_catalogue() {
  using enum ProblemCode;
  static const std::vector<ProblemText> catalogue = {
      {unauthenticated, 401, "unauthenticated", "Not signed in",
       "Send a valid API token: `Authorization: Bearer mst_...`."},
      {second_factor_required, 401, "second_factor_required", "Second factor required",
       "Enter the code that your authenticator app shows now, or one of your recovery codes."},
      {forbidden, 403, "forbidden", "Not allowed",
       "Ask an administrator of the organisation, or the operator of this installation, for the "
       "right to do this."},
      {not_found, 404, "not_found", "Not found",
       "Check the address and the IDs in it, and that the token is one of the right organisation."},
      {method_not_allowed, 405, "method_not_allowed", "Method not allowed",
       "Use one of the methods in the Allow header."},
      {not_acceptable, 406, "not_acceptable", "Not available in this form",
       "Ask for one of the media types that the detail names, or leave the Accept header out."},
      {conflict, 409, "conflict", "Not possible in this state",
       "Look at the resource as it is now, then decide again."},
      {precondition_failed, 412, "precondition_failed", "Changed in the meantime",
       "Read the resource again and repeat the change with its new ETag."},
      {precondition_required, 428, "precondition_required", "Condition required",
       "Send If-Match with the ETag that was read."},
      {payload_too_large, 413, "payload_too_large", "Too large",
       "Split the request and send the parts one after the other."},
      {unsupported_media_type, 415, "unsupported_media_type", "Media type not supported",
       "Send one of the media types that the detail names, and say so in Content-Type."},
      {invalid_request, 400, "invalid_request", "Request not readable",
       "Correct the request as the detail says and send it again."},
      {validation_failed, 422, "validation_failed", "Request not valid",
       "Correct what `errors` names and send the request again."},
      {file_not_readable, 422, "file_not_readable", "File not readable",
       "Correct the file where `errors` says and upload it again."},
      {idempotency_key_reused, 422, "idempotency_key_reused", "Idempotency key used already",
       "Use a new Idempotency-Key for a request that is not the same as the earlier one."},
      {idempotency_key_in_use, 409, "idempotency_key_in_use", "Request still being done",
       "Wait for the first request with this Idempotency-Key to end, then send this one again."},
      {too_many_requests, 429, "too_many_requests", "Too many requests",
       "Wait as long as Retry-After says, then send the request again."},
      {unexpected_error, 500, "unexpected_error", "Unexpected error",
       "Contact Support and provide the Request ID."},
      {unavailable, 503, "unavailable", "Not available at the moment",
       "Send the request again in a while."},
  };
  return catalogue;
}

const ProblemText& text_of(ProblemCode code) {
  for (const auto& text : problem_catalogue()) {
    if (text.code == code) return text;
  }
  throw std::logic_error("a problem code without a text");
}

http::Problem problem(ProblemCode code, std::string detail, std::vector<http::ProblemItem> errors) {
  const auto& text = text_of(code);
  http::Headers headers;
  // RFC 9110, 11.6.1: a 401 says how to do better.
  if (text.status == 401) headers.set("WWW-Authenticate", "Bearer realm=\"muster\"");
  return {.status = text.status,
          .code = std::string(text.name),
          .title = std::string(text.title),
          .detail = std::move(detail),
          .advice = std::string(text.advice),
          .errors = std::move(errors),
          .headers = std::move(headers)};
}

http::Problem unexpected_error(std::string_view support_contact) {
  return problem(ProblemCode::unexpected_error,
                 support_contact.empty()
                     ? std::string("Something went wrong that should not have.")
                     : fmt::format("Something went wrong that should not have. Contact Support "
                                   "({}) and provide the Request ID.",
                                   support_contact));
}

http::Problem disk_full() {
  auto full = problem(ProblemCode::unavailable,
                      "The server's disk is full or can't be written. Nothing was changed.");
  full.advice =
      "Tell the operator of this installation, who has to make room; then send the request again.";
  full.headers.set("Retry-After", "60");
  return full;
}

http::Problem database_away() {
  auto away =
      problem(ProblemCode::unavailable, "The server's database can't be reached right now.");
  away.advice = "Send the request again in a few seconds; what was accepted is not lost.";
  away.headers.set("Retry-After", "5");
  return away;
}

Refusal not_found(std::string_view what) {
  return {ProblemCode::not_found,
          fmt::format("There is no such {}, or it is none of yours.", what)};
}

Refusal bad_parameter(std::string parameter, std::string code, std::string message,
                      std::string value) {
  http::ProblemItem item;
  item.code = std::move(code);
  item.message = message;
  item.parameter = std::move(parameter);
  item.value = std::move(value);
  return {ProblemCode::validation_failed, std::move(message), {std::move(item)}};
}

}  // namespace muster::api
