#include "server/commands/simulation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <utility>

#include "identity/device_key.h"
#include "security/random.h"
#include "security/secret.h"
#include "server/first_run.h"
#include "storage/store.h"

namespace muster::server {
namespace {

namespace json = boost::json;
using registry::RegistrationId;
using registry::Time;
using std::chrono::days;
using std::chrono::milliseconds;

constexpr std::string_view heading = "Manufacturer,Model,Serial Number\r\n";
constexpr std::array makers = {"Contoso Ltd.,ContosoBook 14", "Everglen,Ridge 5",
                               "Brightwater Systems Inc.,Heron 13 G4",
                               "Aldermoor Computing Ltd.,Fenbook 14"};
constexpr std::array first_names = {"Harbour", "Tidewater", "Alder", "Larch",  "Granite",
                                    "Meadow",  "Copper",    "Heron", "Willow", "Summit"};
constexpr std::array last_names = {"Bakery", "Clinic", "Schools", "Logistics", "Legal",
                                   "Foods",  "Energy", "Housing", "Museum",    "Labs"};
constexpr std::array tags = {"Kiosk", "Office", "Lab", ""};

std::string text_of(const json::value& value, std::string_view key) {
  return std::string(value.as_object().at(key).as_string());
}

cli::UploadBody body_of(std::string text) {
  auto shared = std::make_shared<std::string>(std::move(text));
  auto offset = std::make_shared<std::size_t>(0);
  return {.read =
              [shared, offset](char* buffer, std::size_t size) {
                const auto count = shared->copy(buffer, size, *offset);
                *offset += count;
                return count;
              },
          .size = shared->size()};
}

std::string name_of(std::size_t number) {
  const auto name = fmt::format("{} {}", first_names[number % first_names.size()],
                                last_names[number / first_names.size() % last_names.size()]);
  const auto round = number / (first_names.size() * last_names.size());
  return round == 0 ? name : fmt::format("{} {}", name, round + 1);
}

}  // namespace

Simulation::Simulation(storage::Store& store, SimulatedClock& clock, std::string address,
                       const SimulationSize& size)
    : store_(store), clock_(clock), address_(std::move(address)), size_(size), random_(size.seed) {}

Simulation::~Simulation() = default;

bool Simulation::chance(int percent) { return between(1, 100) <= percent; }

std::int64_t Simulation::between(std::int64_t least, std::int64_t most) {
  return least +
         static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(most - least + 1));
}

Simulation::Member Simulation::join(std::string_view kind, const std::string& name) {
  const auto made = operator_->post("/organisations", {{"kind", kind}, {"name", name}});
  Member member{.id = text_of(made, "id"), .client = nullptr};
  const auto token =
      operator_->post("/organisations/" + member.id + "/tokens", {{"name", "simulation"}});
  member.client = std::make_unique<cli::Client>(address_, text_of(token, "token"));
  return member;
}

void Simulation::set_up() {
  const auto organisation = operator_organisation(store_);
  security::SystemRandom random;
  const auto secret = security::make_secret(security::SecretKind::token, random);
  store_.tokens().create(
      {.organisation = organisation.id, .name = "simulation", .role = registry::Role::operator_},
      secret.hash);
  operator_token_ = secret.text;
  operator_ = std::make_unique<cli::Client>(address_, secret.text);
  suppliers_.push_back(join("supplier", "Bluefin Distribution"));
  suppliers_.push_back(join("supplier", "Northgate Supply"));
  const auto partners = std::max<std::int64_t>(1, size_.customers / 5);
  for (std::int64_t i = 0; i < partners; ++i) {
    partners_.push_back(join("partner", fmt::format("Larkspur IT {}", i + 1)));
  }
  for (std::int64_t i = 0; i < size_.customers; ++i) {
    customers_.push_back(join("customer", name_of(static_cast<std::size_t>(i))));
    operator_->post("/relationships",
                    {{"partner_id", partners_[static_cast<std::size_t>(i % partners)].id},
                     {"customer_id", customers_.back().id},
                     {"delegated_administration", true}});
  }
}

std::string Simulation::publish_devices(Member& supplier, std::int64_t count) {
  std::string rows;
  for (std::int64_t i = 0; i < count; ++i) {
    rows += fmt::format("{},{:c}{:08d}\r\n", makers[random_() % makers.size()],
                        static_cast<char>('A' + between(0, 25)), ++serial_);
  }
  supplier.client->upload("/suppliers/" + supplier.id + "/directory", {},
                          body_of(std::string(heading) + rows));
  return rows;
}

/// One in fifty rows names a device that nobody published.
void Simulation::register_devices(std::size_t customer, std::int64_t count, std::int64_t day) {
  auto rows = publish_devices(suppliers_[random_() % suppliers_.size()], count);
  const auto strangers = count / 50;
  for (std::int64_t i = 0; i < strangers; ++i) {
    rows += fmt::format("Everglen,Ridge 5,NOSUCH{:06d}\r\n", ++serial_);
  }
  const auto& member = customers_[customer];
  auto& partner = partners_[customer % partners_.size()];
  const auto accepted = partner.client
                            ->upload("/customers/" + member.id + "/batches",
                                     {{"order_id", fmt::format("SO-{:05}", ++order_)},
                                      {"purchase_id", fmt::format("{}", 7700 + order_ / 3)},
                                      {"file_name", fmt::format("delivery-{}.csv", order_)}},
                                     body_of(std::string(heading) + rows))
                            .json();
  const auto batch = text_of(accepted, "id");
  partner.client->events(fmt::format("/customers/{}/batches/{}/events", member.id, batch), "",
                         [](const cli::ServerEvent& event) { return event.event != "finished"; });

  const auto id = registry::BatchId::parse(batch).value();
  const auto owner = registry::OrganisationId::parse(member.id).value();
  const std::string tag = tags[random_() % tags.size()];
  store_.in_one_step([&] {
    for (std::int64_t row = 2; row < count + 2; ++row) {  // the header is row 1
      const auto device = registry::registration_of(id, static_cast<std::uint32_t>(row));
      const auto found = store_.devices().find(owner, device);
      if (!found || found->state != registry::StoredState::registered) continue;
      if (!tag.empty()) {
        (void)store_.devices().change(owner, device, {.group_tag = tag, .assigned_user = {}});
      }
      const auto never = size_.weeks * 7 + 1;
      const auto enrols = chance(88) ? day + between(1, 6) : never;
      machines_.push_back({.customer = owner,
                           .id = device,
                           .enrols_on = enrols,
                           .silent_after = chance(15) ? enrols + between(0, 10) : never});
    }
  });
}

/// What devices did in the day that ends with this evening.
void Simulation::live(std::int64_t day, Time evening) {
  constexpr std::int64_t day_ms = milliseconds(days{1}).count();
  const auto sometime = [&] { return evening - milliseconds{between(0, day_ms - 1)}; };
  std::vector<registry::SignedCheckIn> check_ins;
  store_.in_one_step([&] {
    for (auto& machine : machines_) {
      if (machine.key_number == 0 && day >= machine.enrols_on) {
        const auto at = sometime();
        (void)store_.devices().check_in(machine.customer, machine.id, at);
        // Nobody has the other half of this key: the device can be allowed to enrol again.
        (void)store_.enrolments().enrol(machine.customer, machine.id,
                                        identity::public_key_of(identity::make_device_seed()), at);
        machine.key_number = store_.enrolments().key_of(machine.customer, machine.id)->number;
        store_.audit().append({.organisation = machine.customer, .name = "simulation"},
                              {.organisation = machine.customer,
                               .action = "device.enrolled",
                               .subject = machine.id.text()});
      } else if (machine.key_number != 0 && day <= machine.silent_after && chance(90)) {
        const auto at = sometime();
        check_ins.push_back({.customer = machine.customer,
                             .device = machine.id,
                             .key_number = machine.key_number,
                             .signed_at = at,
                             .seen_at = at});
      }
    }
  });
  store_.enrolments().check_in(check_ins);
}

void Simulation::play(Time end, const std::function<void(std::int64_t, std::int64_t)>& day_over) {
  const auto last = size_.weeks * 7;
  clock_.set(end - days{last + 1});
  set_up();
  // Each customer gets four deliveries, the last in the last week, so that some devices still wait.
  constexpr std::int64_t deliveries = 4;
  const auto each = std::max<std::int64_t>(1, size_.devices / (size_.customers * deliveries));
  for (std::int64_t day = 0; day <= last; ++day) {
    const auto evening = end - days{last - day};
    clock_.set(evening);
    live(day, evening);
    for (std::size_t customer = 0; customer < customers_.size(); ++customer) {
      const auto shift = static_cast<std::int64_t>(customer) % 3;
      for (std::int64_t delivery = 0; delivery < deliveries; ++delivery) {
        const auto due = std::min(last, delivery * last / (deliveries - 1) + shift);
        if (due == day) register_devices(customer, each, day);
      }
    }
    if (day_over) day_over(day, last);
  }
}

}  // namespace muster::server
