#include "security/basic_credentials.h"

#include <strings.h>

#include "identity/utf8.h"
#include "security/base64.h"
#include "security/percent_encoding.h"

namespace muster::security {
namespace {

constexpr std::size_t max_header_bytes = 4096;

bool is_plain_text(std::string_view text) {
  return !identity::first_invalid_utf8(text) && !identity::first_control_character(text);
}

}  // namespace

std::expected<BasicCredentials, BasicError> basic_credentials(std::string_view authorization) {
  constexpr std::string_view scheme = "Basic ";
  if (authorization.size() < scheme.size() ||
      strncasecmp(authorization.data(), scheme.data(), scheme.size()) != 0) {
    return std::unexpected(BasicError::other_scheme);
  }
  if (authorization.size() > max_header_bytes) return std::unexpected(BasicError::malformed);
  authorization.remove_prefix(scheme.size());
  while (authorization.starts_with(' ')) authorization.remove_prefix(1);
  const auto text = from_base64(authorization);
  if (!text || !is_plain_text(*text)) return std::unexpected(BasicError::malformed);
  const auto colon = text->find(':');
  if (colon == std::string::npos) return std::unexpected(BasicError::malformed);
  return BasicCredentials{.user = text->substr(0, colon), .password = text->substr(colon + 1)};
}

std::expected<BasicCredentials, BasicError> client_credentials(std::string_view authorization) {
  const auto encoded = basic_credentials(authorization);
  if (!encoded) return encoded;
  const auto id = form_decoded(encoded->user);
  const auto secret = form_decoded(encoded->password);
  if (!id || !secret || !is_plain_text(*id) || !is_plain_text(*secret)) {
    return std::unexpected(BasicError::malformed);
  }
  return BasicCredentials{.user = *id, .password = *secret};
}

std::string client_authorization(std::string_view client_id, std::string_view client_secret) {
  return "Basic " + to_base64(percent_encoded(client_id) + ":" + percent_encoded(client_secret));
}

}  // namespace muster::security
