#pragma once
// Devices, and why one failed, in JSON.

#include <boost/json/fwd.hpp>
#include <chrono>
#include <string>
#include <string_view>

#include "registry/device.h"
#include "registry/registration_error.h"
#include "registry/time.h"

namespace muster::api {

/// Against what a device is shown.
struct DeviceView {
  registry::ActiveWindow window;
  std::string_view support_contact;
};

/// What to do about an error; with `unexpected_error` that is to ask the support contact.
std::string advice_for(const registry::RegistrationError& error, std::string_view support_contact);

/// `request_id` is that of the upload; empty for none.
boost::json::object error_to_json(const registry::RegistrationError& error,
                                  std::string_view request_id, std::string_view support_contact);

/// A device that the list shows (not removed, not retried).
boost::json::object to_json(const registry::Device& device, const DeviceView& view);

/// The API's word for the state now; empty for a device that the list does not show.
std::string_view state_word(const registry::Device& device, const registry::ActiveWindow& window);

}  // namespace muster::api
