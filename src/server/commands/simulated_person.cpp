#include "server/commands/simulated_person.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "cli/failure.h"
#include "server/commands/played_part.h"

namespace muster::server {
namespace {

namespace json = boost::json;

constexpr std::string_view with_json = "Content-Type: application/json\r\n";
constexpr std::string_view with_form = "Content-Type: application/x-www-form-urlencoded\r\n";
/// What a browser says of a request that the portal makes.
constexpr std::string_view own_site = "Sec-Fetch-Site: same-origin\r\n";

LoopbackConnection::Answer granted(LoopbackConnection& connection, std::string_view path,
                                   std::string_view fields, std::string_view body) {
  auto answer = connection.post(path, fields, body);
  if (answer.status >= 300) {
    throw cli::Failure(cli::ExitCode::machine, fmt::format("POST {} was answered {}: {}", path,
                                                           answer.status, answer.body));
  }
  return answer;
}

/// `Cookie: name=value` of what the answer sets.
std::string cookie_of(const LoopbackConnection::Answer& answer) {
  const auto set = answer.field("Set-Cookie");
  return fmt::format("Cookie: {}\r\n", set.substr(0, set.find(';')));
}

}  // namespace

SimulatedPerson::SimulatedPerson(LoopbackConnection& connection, cli::Client& organisation,
                                 const std::string& organisation_id, Account account,
                                 const std::string& role)
    : connection_(connection), account_(std::move(account)) {
  const auto invited = organisation.post("/organisations/" + organisation_id + "/invitations",
                                         {{"email", account_.email}, {"role", role}});
  const json::object joining{
      {"link", invited.at("link")}, {"name", account_.name}, {"password", account_.password}};
  granted(connection_, "/api/v1/invitations/join", fmt::format("{}{}", with_json, own_site),
          json::serialize(joining));
}

std::string SimulatedPerson::make_token() {
  const auto portal = fmt::format("{}{}", with_json, own_site);
  const auto cookie = cookie_of(granted(
      connection_, "/api/v1/session", portal,
      json::serialize(json::object{{"email", account_.email}, {"password", account_.password}})));
  const auto shown = json::parse(
      granted(connection_, "/oauth2/device_authorization", with_form, "client_id=muster-cli").body);
  granted(connection_,
          fmt::format("/api/v1/device-authorizations/{}/approve", text_of(shown, "user_code")),
          fmt::format("{}{}", portal, cookie), "{}");
  const auto issued = json::parse(
      granted(connection_, "/oauth2/token", with_form,
              fmt::format("client_id=muster-cli&device_code={}&grant_type=urn%3Aietf%3Aparams%3A"
                          "oauth%3Agrant-type%3Adevice_code",
                          text_of(shown, "device_code")))
          .body);
  return text_of(issued, "access_token");
}

}  // namespace muster::server
