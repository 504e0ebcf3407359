#include "security/form_body.h"

#include <algorithm>
#include <optional>

#include "identity/utf8.h"
#include "security/percent_encoding.h"

namespace muster::security {
namespace {

bool is_text(std::string_view text) {
  return !identity::first_invalid_utf8(text) && text.find('\0') == std::string_view::npos;
}

}  // namespace

std::expected<FormBody, FormError> FormBody::parse(std::string_view body,
                                                   const FormLimits& limits) {
  if (body.size() > limits.body_bytes) return std::unexpected(FormError::too_large);
  const bool printable = std::ranges::all_of(body, [](char c) { return c > ' ' && c < 0x7F; });
  if (!printable) return std::unexpected(FormError::malformed);

  FormBody form;
  bool more = !body.empty();
  while (more) {
    const auto end = body.find('&');
    const auto field = body.substr(0, end);
    more = end != std::string_view::npos;
    if (more) body.remove_prefix(end + 1);

    const auto equals = field.find('=');
    const auto name = form_decoded(field.substr(0, equals));
    const auto value = equals == std::string_view::npos ? std::optional<std::string>("")
                                                        : form_decoded(field.substr(equals + 1));
    if (!name || !value || name->empty()) return std::unexpected(FormError::malformed);
    if (form.fields_.size() == limits.fields || name->size() > limits.name_bytes ||
        value->size() > limits.value_bytes) {
      return std::unexpected(FormError::too_large);
    }
    if (!is_text(*name) || !is_text(*value)) return std::unexpected(FormError::not_text);
    if (form.find(*name) != nullptr) return std::unexpected(FormError::duplicate);
    form.fields_.emplace_back(*name, *value);
  }
  return form;
}

const std::string* FormBody::find(std::string_view name) const {
  const auto found = std::ranges::find(
      fields_, name, [](const auto& field) -> std::string_view { return field.first; });
  return found == fields_.end() ? nullptr : &found->second;
}

std::string_view FormBody::operator[](std::string_view name) const {
  const auto* const value = find(name);
  return value == nullptr ? std::string_view() : std::string_view(*value);
}

std::string form_encoded(const std::vector<std::pair<std::string, std::string>>& fields) {
  std::string body;
  for (const auto& [name, value] : fields) {
    if (!body.empty()) body += '&';
    body += percent_encoded(name) + "=" + percent_encoded(value);
  }
  return body;
}

}  // namespace muster::security
