#pragma once
// A password that somebody chooses, as a request gives it.

#include <string>
#include <vector>

#include "api/json_input.h"
#include "api/services.h"

namespace muster::api {

constexpr TextRule password_text = {.min = 1, .max = 1024};  ///< what is tried, not what is chosen
constexpr TextRule person_name = {.min = 1, .max = 128, .may_be_blank = false};

/// Notes in `errors` what is wrong with a new password; `personal` is what is known of the person.
void check_new_password(const std::string& password, const std::vector<std::string>& personal,
                        std::string_view pointer, InputErrors& errors);

/// An e-mail address of the field; notes what is none.
std::string read_email(ObjectReader& input, std::string_view name, InputErrors& errors);

}  // namespace muster::api
