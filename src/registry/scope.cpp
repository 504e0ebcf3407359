#include "registry/scope.h"

#include <array>
#include <utility>

namespace muster::registry {
namespace {

struct Text {
  Scope scope;
  std::string_view name;
  std::string_view description;
};

constexpr std::array<Text, 8> texts = {{
    {Scope::organisation_read, "organisation.read",
     "See organisations, people, relationships and settings."},
    {Scope::organisation_manage, "organisation.manage",
     "Change organisations, people, relationships, tokens, webhooks and settings."},
    {Scope::devices_read, "devices.read", "See devices and batches."},
    {Scope::devices_register, "devices.register", "Register devices, retry and cancel batches."},
    {Scope::devices_manage, "devices.manage", "Tag, assign and remove devices; check in."},
    {Scope::directory_read, "directory.read", "See directory entries."},
    {Scope::directory_publish, "directory.publish", "Publish and withdraw directory entries."},
    {Scope::audit_read, "audit.read", "See the audit log and requests by their ID."},
}};

constexpr std::array<Scope, texts.size()> every_scope = [] {
  std::array<Scope, texts.size()> scopes{};
  for (std::size_t i = 0; i < texts.size(); ++i) scopes[i] = texts[i].scope;
  return scopes;
}();

const Text& text_of(Scope scope) {
  for (const auto& text : texts) {
    if (text.scope == scope) return text;
  }
  std::unreachable();
}

}  // namespace

std::string_view to_string(Scope scope) { return text_of(scope).name; }
std::string_view description_of(Scope scope) { return text_of(scope).description; }

std::optional<Scope> scope_from(std::string_view text) {
  for (const auto& known : texts) {
    if (known.name == text) return known.scope;
  }
  return std::nullopt;
}

std::span<const Scope> all_scopes() { return every_scope; }

std::string to_string(Scopes scopes) {
  std::string text;
  for (const auto scope : every_scope) {
    if (!scopes.contains(scope)) continue;
    if (!text.empty()) text += ' ';
    text += to_string(scope);
  }
  return text;
}

}  // namespace muster::registry
