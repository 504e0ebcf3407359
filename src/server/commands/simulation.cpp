#include "server/commands/simulation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <utility>

#include "cli/failure.h"
#include "server/commands/played_part.h"

namespace muster::server {
namespace {

namespace json = boost::json;
using registry::Time;
using std::chrono::days;
using std::chrono::hours;

constexpr std::int64_t hours_a_day = 24;
constexpr std::size_t connections = 16;
/// A day of which people sign in for the devices: tokens of people last 90.
constexpr std::int64_t token_days = 60;
/// Check-ins that a story may have, so that the largest is over within about a minute.
constexpr std::int64_t most_check_ins = 200'000;

struct Made {
  std::string_view manufacturer;
  std::string_view model;
};
constexpr std::array makers = {Made{"Contoso Ltd.", "ContosoBook 14"}, Made{"Everglen", "Ridge 5"},
                               Made{"Brightwater Systems Inc.", "Heron 13 G4"},
                               Made{"Aldermoor Computing Ltd.", "Fenbook 14"}};
constexpr std::array first_names = {"Granite", "Meadow", "Copper", "Heron",   "Willow",
                                    "Summit",  "Larch",  "Orchid", "Lantern", "Marble"};
constexpr std::array last_names = {"Schools", "Logistics", "Legal", "Foods", "Energy",
                                   "Housing", "Museum",    "Labs",  "Farms", "Insurance"};
constexpr std::array tags = {"Kiosk", "Office", "Lab", ""};

std::string name_of(std::size_t number) {
  const auto name = fmt::format("{} {}", first_names[number % first_names.size()],
                                last_names[number / first_names.size() % last_names.size()]);
  const auto round = number / (first_names.size() * last_names.size());
  return round == 0 ? name : fmt::format("{} {}", name, round + 1);
}

/// `Granite Schools`: somebody@granite-schools.example
std::string address_at(std::string_view organisation) {
  std::string domain(organisation);
  std::ranges::transform(domain, domain.begin(), [](char c) {
    return c == ' ' ? '-' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return fmt::format("admin@{}.example", domain);
}

std::string row_of(const identity::DeviceIdentity& device) {
  return fmt::format("{},{},{}\r\n", device.manufacturer, device.model, device.serial_number);
}

}  // namespace

Simulation::Simulation(const std::string& server, const std::string& operator_token,
                       std::string password, const SimulationSize& size)
    : server_(server),
      password_(std::move(password)),
      size_(size),
      random_(size.seed),
      operator_(server, operator_token),
      people_(server),
      fleet_(server, connections) {}

Simulation::~Simulation() = default;

bool Simulation::chance(int percent) { return between(1, 100) <= percent; }

std::int64_t Simulation::between(std::int64_t least, std::int64_t most) {
  return least +
         static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(most - least + 1));
}

Simulation::Member Simulation::join(std::string_view kind, const std::string& name,
                                    const std::string& role) {
  const auto made = operator_.post("/organisations", {{"kind", kind}, {"name", name}});
  Member member;
  member.id = text_of(made, "id");
  member.name = name;
  const auto token =
      operator_.post("/organisations/" + member.id + "/tokens", {{"name", "simulation"}});
  member.client = std::make_unique<cli::Client>(server_, text_of(token, "token"));
  member.person = std::make_unique<SimulatedPerson>(
      people_, *member.client, member.id,
      SimulatedPerson::Account{address_at(name), "Robin Quay", password_}, role);
  logins_.push_back({member.person->email(), name});
  return member;
}

void Simulation::set_up() {
  const auto own = operator_.get("/whoami").at("organisation");
  const SimulatedPerson operator_person(people_, operator_, text_of(own, "id"),
                                        {"operator@muster.example", "Olive Park", password_},
                                        "operator");
  logins_.push_back({operator_person.email(), text_of(own, "name")});
  suppliers_.push_back(join("supplier", "Eastgate Wholesale", "publisher"));
  suppliers_.push_back(join("supplier", "Northgate Supply", "publisher"));
  const auto partners = std::max<std::int64_t>(1, size_.customers / 5);
  for (std::int64_t i = 0; i < partners; ++i) {
    partners_.push_back(join("partner", fmt::format("Kestrel IT {}", i + 1), "admin_agent"));
  }
  for (std::int64_t i = 0; i < size_.customers; ++i) {
    customers_.push_back(join("customer", name_of(static_cast<std::size_t>(i)), "administrator"));
    operator_.post("/relationships",
                   {{"partner_id", partners_[static_cast<std::size_t>(i % partners)].id},
                    {"customer_id", customers_.back().id},
                    {"delegated_administration", true}});
  }
}

/// The clock runs on from there, so that not everything of an hour has the same time.
void Simulation::move_clock(Time time) {
  if (time <= moved_to_) return;
  moved_to_ = time;
  operator_.post("/simulated-clock", {{"now", registry::to_text(time)}, {"running", true}});
}

void Simulation::require_past(Time start) {
  const auto clock = operator_.get("/simulated-clock");
  if (registry::time_from_text(text_of(clock, "now")) <= start) return;
  throw cli::Failure(cli::ExitCode::usage,
                     fmt::format("The server's clock shows {} already", text_of(clock, "now")),
                     "It goes forward only. Start a server with a fresh folder, or play fewer "
                     "weeks.");
}

std::vector<identity::DeviceIdentity> Simulation::publish_devices(Member& supplier,
                                                                  std::int64_t count) {
  std::vector<identity::DeviceIdentity> published;
  std::string rows(partner_heading);
  for (std::int64_t i = 0; i < count; ++i) {
    const auto& made = makers[random_() % makers.size()];
    published.push_back({.manufacturer = std::string(made.manufacturer),
                         .model = std::string(made.model),
                         .serial_number = fmt::format(
                             "{:c}{:08d}", static_cast<char>('A' + between(0, 25)), ++serial_)});
    rows += row_of(published.back());
  }
  supplier.client->upload("/suppliers/" + supplier.id + "/directory", {}, cli::body_of(rows));
  return published;
}

/// One in fifty names a device that nobody published; one is written in capitals, and one is
/// another customer's.
std::string Simulation::failing_rows(std::size_t customer, std::int64_t count) {
  std::string rows;
  for (std::int64_t i = 0; i < std::max<std::int64_t>(1, count / 50); ++i) {
    rows += fmt::format("Everglen,Ridge 5,NOSUCH{:06d}\r\n", ++serial_);
  }
  if (devices_.empty()) return rows;
  const auto& some = devices_[random_() % devices_.size()];
  if (some.customer != customer) rows += row_of(some.identity);
  auto& supplier = suppliers_.front();
  const auto serial = fmt::format("Q{:08d}", ++serial_);
  supplier.client->upload(
      "/suppliers/" + supplier.id + "/directory", {},
      cli::body_of(fmt::format("{}Contoso Ltd.,ContosoBook 14,{}\r\n", partner_heading, serial)));
  return rows + fmt::format("CONTOSO LTD,ContosoBook 14,{}\r\n", serial);
}

/// Gives some devices of a delivery a tag: the first page of them.
void Simulation::tag(Member& customer, const std::string& batch) {
  const std::string tag = tags[random_() % tags.size()];
  if (tag.empty()) return;
  const auto devices = "/customers/" + customer.id + "/devices";
  const auto page = customer.client->get(
      devices, {{"batch_id", batch}, {"state", "ready_for_user"}, {"limit", "200"}});
  json::array ids;
  for (const auto& device : page.at("items").as_array()) ids.push_back(device.at("id"));
  if (ids.empty()) return;
  customer.client->post(devices + "/update", {{"device_ids", ids}, {"group_tag", tag}});
}

void Simulation::register_devices(std::size_t number, std::int64_t count, std::int64_t day) {
  auto delivered = publish_devices(suppliers_[random_() % suppliers_.size()], count);
  std::string rows(partner_heading);
  for (const auto& device : delivered) rows += row_of(device);
  rows += failing_rows(number, count);
  auto& customer = customers_[number];
  auto& partner = partners_[number % partners_.size()];
  const auto accepted = partner.client
                            ->upload("/customers/" + customer.id + "/batches",
                                     {{"order_id", fmt::format("SO-{:05}", ++order_)},
                                      {"purchase_id", fmt::format("{}", 7700 + order_ / 3)},
                                      {"file_name", fmt::format("delivery-{}.csv", order_)}},
                                     cli::body_of(std::move(rows)))
                            .json();
  const auto batch = text_of(accepted, "id");
  partner.client->events(fmt::format("/customers/{}/batches/{}/events", customer.id, batch), "",
                         [](const cli::ServerEvent& event) { return event.event != "finished"; });
  tag(customer, batch);
  for (auto& device : delivered) {
    expect({.identity = std::move(device),
            .customer = number,
            .next_hour = 0,
            .silent_hour = 0,
            .seed = {},
            .organisation_id = {},
            .device_id = {}},
           day);
  }
}

/// Most are unpacked within a week, in the hours of an office. Some are lost soon after.
void Simulation::expect(SimulatedDevice device, std::int64_t day) {
  const auto unpacked = (day + between(1, 6)) * hours_a_day + between(8, 17);
  device.next_hour = chance(88) ? unpacked : hours_ + 1;
  device.silent_hour = chance(15) ? unpacked + between(0, 10) * hours_a_day : hours_ + 1;
  devices_.push_back(std::move(device));
  auto& kept = devices_.back();
  if (kept.next_hour <= hours_) due_[static_cast<std::size_t>(kept.next_hour)].push_back(&kept);
}

void Simulation::renew_token(Member& customer, std::int64_t day) {
  if (!customer.personal_token.empty() && day - customer.token_made_on < token_days) return;
  customer.personal_token = customer.person->make_token();
  customer.token_made_on = day;
}

/// What devices do in this hour.
void Simulation::live(std::int64_t hour) {
  auto devices = std::exchange(due_[static_cast<std::size_t>(hour)], {});
  if (devices.empty()) return;
  const auto now = start_ + hours{hour};
  move_clock(now);
  for (const auto* device : devices) {
    if (device->organisation_id.empty()) {
      renew_token(customers_[device->customer], hour / hours_a_day);
    }
  }
  fleet_.act(devices, now, [&](std::size_t customer) -> const std::string& {
    return customers_[customer].personal_token;
  });
  // About as many of them are there at a time as half of all are for the whole story.
  const auto apart = std::clamp<std::int64_t>(size_.devices * hours_ / 2 / most_check_ins,
                                              hours_a_day, 5 * hours_a_day);
  for (auto* device : devices) {
    device->next_hour = hour + between(apart * 9 / 10, apart * 11 / 10);
    if (device->next_hour > std::min(hours_, device->silent_hour)) continue;
    due_[static_cast<std::size_t>(device->next_hour)].push_back(device);
  }
}

void Simulation::play(Time end, const std::function<void(std::int64_t, std::int64_t)>& day_over) {
  const auto last = size_.weeks * 7;
  start_ = std::chrono::floor<days>(end) - days{last};
  hours_ = std::chrono::floor<hours>(end - start_).count();
  due_.resize(static_cast<std::size_t>(hours_) + 1);
  require_past(start_);
  move_clock(start_);
  set_up();
  // Each customer gets four deliveries, the last in the last week, so that some devices still wait.
  constexpr std::int64_t deliveries = 4;
  const auto each = std::max<std::int64_t>(1, size_.devices / (size_.customers * deliveries));
  for (std::int64_t hour = 0; hour <= hours_; ++hour) {
    const auto day = hour / hours_a_day;
    live(hour);
    if (hour % hours_a_day == 0) {
      for (std::size_t customer = 0; customer < customers_.size(); ++customer) {
        const auto shift = static_cast<std::int64_t>(customer) % 3;
        for (std::int64_t delivery = 0; delivery < deliveries; ++delivery) {
          const auto due = std::min(last - 1, delivery * last / (deliveries - 1) + shift);
          if (due == day) {
            move_clock(start_ + hours{hour});
            register_devices(customer, each, day);
          }
        }
      }
      if (day_over) day_over(day, last);
    }
  }
  // Not `end`: the last hour may have taken longer than was left of it.
  move_clock(registry::SystemClock().now());
}

}  // namespace muster::server
