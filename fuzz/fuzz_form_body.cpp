// The body of a form: it is refused, or its fields are texts with names of their own, and written
// again they read the same.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "require.h"
#include "security/basic_credentials.h"
#include "security/form_body.h"
#include "security/recovery_code.h"
#include "security/user_code.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace muster;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const security::FormLimits limits{.body_bytes = 4096, .fields = 8, .value_bytes = 1024};
  if (const auto form = security::FormBody::parse(text, limits)) {
    fuzz::require(form->fields().size() <= limits.fields);
    for (const auto& [name, value] : form->fields()) {
      fuzz::require(!name.empty());
      fuzz::require_text(name);
      fuzz::require_text(value);
      fuzz::require(form->find(name) == &value);
    }
    const auto again = security::FormBody::parse(security::form_encoded(form->fields()));
    fuzz::require(again && again->fields() == form->fields());
  }
  if (const auto client = security::client_credentials(text)) {
    fuzz::require_text(client->user);
    fuzz::require_text(client->password);
    const auto written = security::client_authorization(client->user, client->password);
    constexpr std::size_t longest_header = 4096;  // encoding lengthens it
    fuzz::require(written.size() > longest_header ||
                  security::client_credentials(written) == client);
  }
  if (const auto code = security::user_code_from(text)) {
    fuzz::require(security::user_code_from(security::shown_user_code(*code)) == code);
  }
  static_cast<void>(security::hash_of_recovery_code(text));
  return 0;
}
