#include "cli/device_login.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <boost/json.hpp>
#include <ostream>
#include <thread>

#include "cli/failure.h"
#include "cli/json_text.h"

namespace muster::cli {

namespace json = boost::json;

namespace {

constexpr const char* client_id = "muster-cli";
constexpr const char* grant_type = "urn:ietf:params:oauth:grant-type:device_code";
constexpr std::chrono::seconds longer_after_slow_down{5};  // RFC 8628, 3.5

/// What the token will be called: `muster on desk-7`.
std::string device_name() {
  std::array<char, 65> host{};
  if (gethostname(host.data(), host.size() - 1) != 0 || host[0] == '\0') return "muster";
  return fmt::format("muster on {}", host.data());
}

std::chrono::seconds seconds_at(const json::value& answer, const char* name) {
  const auto* const found = answer.as_object().if_contains(name);
  return std::chrono::seconds{found != nullptr && found->is_int64() ? found->as_int64() : 5};
}

}  // namespace

TimedPause real_pause() {
  return [](std::chrono::seconds time) { std::this_thread::sleep_for(time); };
}

std::string log_in_by_code(Context& context, Client& client, const TimedPause& pause) {
  const auto begun = client
                         .post_form("/oauth2/device_authorization",
                                    {{"client_id", client_id}, {"device_name", device_name()}})
                         .json();
  context.err() << fmt::format(
      "Open {} in a browser, sign in, and approve this code:\n\n    {}\n\nWaiting...\n",
      text_at(begun, "verification_uri"), text_at(begun, "user_code"));
  context.err().flush();

  auto interval = seconds_at(begun, "interval");
  for (;;) {
    pause(interval);
    const auto polled =
        client.post_form("/oauth2/token", {{"grant_type", grant_type},
                                           {"client_id", client_id},
                                           {"device_code", text_at(begun, "device_code")}});
    const auto answer = polled.json();
    if (polled.status == 200) return text_at(answer, "access_token");
    const auto error = text_at(answer, "error");
    if (error == "slow_down") {
      interval += longer_after_slow_down;
    } else if (error == "access_denied") {
      throw Failure(ExitCode::server_refused, "The code was denied", "Run `muster login` again");
    } else if (error == "expired_token") {
      throw Failure(ExitCode::server_refused, "Nobody approved the code in time",
                    "Run `muster login` again");
    } else if (error != "authorization_pending") {
      throw Failure(
          ExitCode::server_refused,
          fmt::format("The server refuses the login: {}", text_at(answer, "error_description")),
          "Run `muster login` again");
    }
  }
}

}  // namespace muster::cli
