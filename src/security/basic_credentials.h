#pragma once
// The Authorization header's Basic scheme (RFC 7617), and how OAuth clients use it (RFC 6749,
// section 2.3.1).

#include <expected>
#include <string>
#include <string_view>

namespace muster::security {

struct BasicCredentials {
  std::string user;      ///< without colon
  std::string password;  ///< may be empty
  bool operator==(const BasicCredentials&) const = default;
};

enum class BasicError {
  other_scheme,  ///< Bearer, say, or no header at all
  malformed,     ///< no Base64, no colon, no valid UTF-8, or control characters
};

/// Of the header's value. At most 4 KiB.
std::expected<BasicCredentials, BasicError> basic_credentials(std::string_view authorization);

/// A client's id and secret: as above, and each was form-encoded before.
std::expected<BasicCredentials, BasicError> client_credentials(std::string_view authorization);

/// The header's value for a client that we are.
std::string client_authorization(std::string_view client_id, std::string_view client_secret);

}  // namespace muster::security
