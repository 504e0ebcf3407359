#pragma once
// The catalogue of everything that the API answers when it says no: code, status, title, advice
// (contract: api/openapi.yaml). Errors of single rows stand in registry/registration_error.h.

#include <exception>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/problem.h"

namespace muster::api {

enum class ProblemCode {
  unauthenticated,
  second_factor_required,
  forbidden,
  not_found,
  method_not_allowed,
  not_acceptable,
  conflict,
  precondition_failed,
  precondition_required,
  payload_too_large,
  unsupported_media_type,
  invalid_request,
  validation_failed,
  file_not_readable,
  idempotency_key_reused,
  idempotency_key_in_use,
  too_many_requests,
  unexpected_error,
  unavailable,
};

struct ProblemText {
  ProblemCode code;
  int status;
  std::string_view name;  ///< the API's word for it; never changes
  std::string_view title;
  std::string_view advice;  ///< what to do next, where nothing more exact is known
};

const ProblemText& text_of(ProblemCode code);
const std::vector<ProblemText>& problem_catalogue();

/// A problem of the catalogue; `detail` says in a sentence what was wrong this time.
http::Problem problem(ProblemCode code, std::string detail,
                      std::vector<http::ProblemItem> errors = {});

/// `unexpected_error`, with whom to ask. For whatever nobody foresaw.
http::Problem unexpected_error(std::string_view support_contact);

/// `unavailable`: the disk is full, or gone. Nothing was changed.
http::Problem disk_full();

/// `unavailable`: the database is away or busy. Nothing was changed, unless the answer to a commit
/// was lost: an idempotency key tells.
http::Problem database_away();

/// Thrown by whatever finds that a request can't be granted; caught in one place (Operations),
/// which answers with the problem. Nothing was changed when it is thrown.
class Refusal : public std::exception {
 public:
  explicit Refusal(http::Problem problem) : problem_(std::move(problem)) {}
  Refusal(ProblemCode code, std::string detail, std::vector<http::ProblemItem> errors = {})
      : problem_(api::problem(code, std::move(detail), std::move(errors))) {}
  const http::Problem& problem() const { return problem_; }
  const char* what() const noexcept override { return problem_.detail.c_str(); }

 private:
  http::Problem problem_;
};

/// The one text for what does not exist and for what the caller may not know of.
Refusal not_found(std::string_view what);

/// `validation_failed` for a single parameter or header.
Refusal bad_parameter(std::string parameter, std::string code, std::string message,
                      std::string value);

}  // namespace muster::api
