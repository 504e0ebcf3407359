#pragma once
// The names of things: strong types that cannot be swapped, and their text as people and APIs see
// it.

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace muster::registry {

/// `value` as Crockford base32 (crockford.com/base32.html) in lower case, `digits` characters.
std::string to_base32(std::uint64_t value, int digits);
/// nullopt unless `text` is exactly `digits` characters of that alphabet, in lower case.
std::optional<std::uint64_t> from_base32(std::string_view text, int digits);

/// An identifier of one kind of thing. Positive; 0 stands for "none yet". The text is the kind's
/// prefix and base32 digits, such as `org_0c3k5p9v2x7qz`. Kind gives `prefix` and `digits`.
template <class Kind>
struct Id {
  std::int64_t value = 0;

  auto operator<=>(const Id&) const = default;
  explicit operator bool() const { return value != 0; }

  std::string text() const {
    return std::string(Kind::prefix) + to_base32(static_cast<std::uint64_t>(value), Kind::digits);
  }
  static std::optional<Id> parse(std::string_view text) {
    if (!text.starts_with(Kind::prefix)) return std::nullopt;
    const auto value = from_base32(text.substr(Kind::prefix.size()), Kind::digits);
    if (!value || *value == 0 || *value > INT64_MAX) return std::nullopt;
    return Id{static_cast<std::int64_t>(*value)};
  }
};

struct OrganisationKey {
  static constexpr std::string_view prefix = "org_";
  static constexpr int digits = 13;
};
struct RelationshipKey {
  static constexpr std::string_view prefix = "rel_";
  static constexpr int digits = 13;
};
struct TokenKey {
  static constexpr std::string_view prefix = "tok_";
  static constexpr int digits = 13;
};
struct PersonKey {
  static constexpr std::string_view prefix = "per_";
  static constexpr int digits = 13;
};
struct SessionKey {
  static constexpr std::string_view prefix = "ses_";
  static constexpr int digits = 13;
};
struct LinkKey {
  static constexpr std::string_view prefix = "lnk_";
  static constexpr int digits = 13;
};
struct ClientKey {
  static constexpr std::string_view prefix = "cli_";
  static constexpr int digits = 13;
};
struct WebhookKey {
  static constexpr std::string_view prefix = "whk_";
  static constexpr int digits = 13;
};
struct DeliveryKey {
  static constexpr std::string_view prefix = "msg_";
  static constexpr int digits = 13;
};
struct ProviderKey {
  static constexpr std::string_view prefix = "idp_";
  static constexpr int digits = 13;
};
struct EnrolmentTokenKey {
  static constexpr std::string_view prefix = "enr_";
  static constexpr int digits = 13;
};
struct BatchKey {
  static constexpr std::string_view prefix = "bat_";
  static constexpr int digits = 8;
};
struct RegistrationKey {
  static constexpr std::string_view prefix = "dev_";
  static constexpr int digits = 13;
};

using OrganisationId = Id<OrganisationKey>;
using RelationshipId = Id<RelationshipKey>;
using TokenId = Id<TokenKey>;
using PersonId = Id<PersonKey>;
using SessionId = Id<SessionKey>;
using LinkId = Id<LinkKey>;
using ClientId = Id<ClientKey>;
using WebhookId = Id<WebhookKey>;
using DeliveryId = Id<DeliveryKey>;
using ProviderId = Id<ProviderKey>;
using EnrolmentTokenId = Id<EnrolmentTokenKey>;
using BatchId = Id<BatchKey>;  ///< 40 bits: milliseconds since 2025-01-01, moved on where taken
using RegistrationId = Id<RegistrationKey>;  ///< the batch, then the row within it

/// A registration names its batch and its row, so neither needs a column or an index of its own.
constexpr int row_bits = 23;
constexpr std::uint32_t max_row = (1U << row_bits) - 1;

constexpr RegistrationId registration_of(BatchId batch, std::uint32_t row) {
  return {(batch.value << row_bits) | row};
}
constexpr BatchId batch_of(RegistrationId id) { return {id.value >> row_bits}; }
constexpr std::uint32_t row_of(RegistrationId id) {
  return static_cast<std::uint32_t>(id.value) & max_row;
}

}  // namespace muster::registry

template <class Kind>
struct std::hash<muster::registry::Id<Kind>> {
  std::size_t operator()(muster::registry::Id<Kind> id) const noexcept {
    return std::hash<std::int64_t>{}(id.value);
  }
};
