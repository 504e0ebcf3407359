#pragma once
// Bodies of forms, application/x-www-form-urlencoded (URL Standard, section 5.1), read strictly:
// OAuth endpoints and sign-in pages must not understand a body otherwise than a proxy before them.

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace muster::security {

struct FormLimits {
  std::size_t body_bytes = 65'536;
  std::size_t fields = 64;
  std::size_t name_bytes = 128;     ///< decoded
  std::size_t value_bytes = 8'192;  ///< decoded
};

enum class FormError {
  too_large,  ///< more than a limit allows
  malformed,  ///< a bad `%XX`, a raw blank, control or non-ASCII character, a field without a name
  not_text,   ///< what is decoded is no valid UTF-8, or has a NUL
  duplicate,  ///< a name twice (RFC 6749, section 3.1: "MUST NOT be included more than once")
};

/// Immutable; share freely.
class FormBody {
 public:
  /// Fails with the first thing that is wrong. A name without `=` has the empty value; an empty
  /// body has no fields. Also good for the query of a URL.
  static std::expected<FormBody, FormError> parse(std::string_view body,
                                                  const FormLimits& limits = {});

  /// nullptr when there is no such field. Case counts.
  const std::string* find(std::string_view name) const;

  /// The value; empty when there is none: to OAuth both are the same (RFC 6749, section 3.1).
  std::string_view operator[](std::string_view name) const;

  /// In the order of the body.
  const std::vector<std::pair<std::string, std::string>>& fields() const { return fields_; }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

/// Writes such a body or query, everything but unreserved characters as `%XX`.
std::string form_encoded(const std::vector<std::pair<std::string, std::string>>& fields);

}  // namespace muster::security
