#include "api/password_input.h"

#include "security/password_rule.h"

namespace muster::api {
namespace {

std::string_view code_of(security::PasswordRule rule) {
  switch (rule) {
    case security::PasswordRule::not_text:
      return "not_text";
    case security::PasswordRule::too_short:
      return "too_short";
    case security::PasswordRule::too_long:
      return "too_long";
    case security::PasswordRule::personal:
      return "personal_password";
    case security::PasswordRule::common:
      return "common_password";
  }
  std::unreachable();
}

}  // namespace

void check_new_password(const std::string& password, const std::vector<std::string>& personal,
                        std::string_view pointer, InputErrors& errors) {
  if (password.empty()) return;  // missing, and noted as that
  const auto checked = security::check_password(password, personal);
  if (!checked) {
    errors.add(std::string(pointer), std::string(code_of(checked.error().rule)),
               std::string(checked.error().advice));
  }
}

std::string read_email(ObjectReader& input, std::string_view name, InputErrors& errors) {
  auto email = input.text(name, email_text);
  if (!email.empty() && !is_email(email)) {
    errors.add(input.pointer_to(name), "not_an_address", "This is not an e-mail address.", email);
  }
  return email;
}

}  // namespace muster::api
