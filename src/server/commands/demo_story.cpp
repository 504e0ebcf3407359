#include "server/commands/demo_story.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <map>
#include <ostream>

#include "cli/output.h"
#include "cli/progress_bar.h"
#include "intake/csv_reader.h"
#include "registry/device.h"
#include "security/password.h"
#include "security/random_password.h"
#include "security/secret.h"
#include "server/commands/played_part.h"
#include "server/embedded.h"
#include "server/first_run.h"
#include "storage/store.h"

namespace muster::server {
namespace {

namespace json = boost::json;

constexpr std::string_view partner_name = "Larkspur IT";
constexpr std::string_view first_customer = "Harbour Bakery";
constexpr std::string_view second_customer = "Tidewater Clinic";
constexpr std::string_view supplier_name = "Bluefin Distribution";

/// The lines of an embedded file without its header, as they stand there.
std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  for (std::size_t end = text.find("\r\n"); end != std::string_view::npos;
       end = text.find("\r\n")) {
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 2);
  }
  lines.erase(lines.begin());
  return lines;
}

/// The device of the sample that the second customer registers first.
std::string taken_device() {
  const auto outcomes = lines_of(embedded::expected_outcomes());
  const auto rows = lines_of(embedded::partner_sample());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (outcomes[i].ends_with("claimed_by_another_organization")) return rows[i];
  }
  return {};
}

/// What people read of a row that did not fail.
std::string title_of(std::string_view state) {
  return std::string(registry::title_of(state == "pending"
                                            ? registry::DeviceState::registration_pending
                                            : registry::DeviceState::ready_for_user));
}

std::string outcome_of(const json::value& row) {
  const auto& error = row.at("error");
  return error.is_null() ? text_of(row, "state") : text_of(error, "code");
}

}  // namespace

DemoStory::DemoStory(cli::Context& context, storage::Store& store, std::string address)
    : context_(context), store_(store), address_(std::move(address)) {
  security::SystemRandom random;
  password_ = security::random_password(random);
}

DemoStory::~DemoStory() = default;

std::string_view DemoStory::customer_name() const { return first_customer; }

void DemoStory::say(std::string_view text) {
  context_.out() << "- " << text << '\n';
  context_.out().flush();
}

void DemoStory::add_people(const std::string& operator_id) {
  struct Someone {
    std::string email;
    std::string name;
    std::string organisation;
    registry::Role role;
  };
  const std::array people = {
      Someone{"operator@example.com", "Olive Park", operator_id, registry::Role::operator_},
      Someone{"partner@example.com", "Priya Nair", partner_.id, registry::Role::admin_agent},
      Someone{"customer@example.com", "Carla Jensen", customer_.id, registry::Role::administrator},
      Someone{"supplier@example.com", "Sam Okafor", supplier_.id, registry::Role::publisher}};
  const auto kept = security::PasswordHasher().hash(password_);
  store_.in_one_step([&] {
    for (const auto& someone : people) {
      const auto organisation = registry::OrganisationId::parse(someone.organisation).value();
      const auto person = store_.people().create(someone.email, someone.name, kept).value();
      (void)store_.people().join(person.id, organisation, someone.role);
      const auto named = store_.organisations().find(organisation);
      people_.push_back({someone.email, someone.name, named->name});
    }
  });
}

DemoStory::Member DemoStory::join(std::string_view kind, std::string_view name) {
  const auto organisation = operator_->post("/organisations", {{"kind", kind}, {"name", name}});
  Member member;
  member.id = text_of(organisation, "id");
  const auto token = operator_->post("/organisations/" + member.id + "/tokens", {{"name", "demo"}});
  member.token = text_of(token, "token");
  member.client = std::make_unique<cli::Client>(address_, member.token);
  logins_.push_back({std::string(name), std::string(kind), member.token});
  return member;
}

void DemoStory::play_past(const SimulationSize& size) {
  const auto organisation = operator_organisation(store_);
  security::SystemRandom random;
  const auto secret = security::make_secret(security::SecretKind::token, random);
  store_.tokens().create(
      {.organisation = organisation.id, .name = "demo", .role = registry::Role::operator_},
      secret.hash);
  logins_.push_back({organisation.name, "operator", secret.text});
  operator_ = std::make_unique<cli::Client>(address_, secret.text);
  say(
      fmt::format("{} weeks go by, in which {} devices of {} other customers are bought, unpacked "
                  "and used.",
                  size.weeks, size.devices, size.customers));
  Simulation(address_, secret.text, password_, size).play(registry::SystemClock().now(), {});
}

void DemoStory::set_up() {
  const auto organisation = operator_organisation(store_);
  say(fmt::format(
      "The operator creates the partner {}, the customers {} and {}, and the supplier {}.",
      partner_name, first_customer, second_customer, supplier_name));
  partner_ = join("partner", partner_name);
  partner_token_ = partner_.token;
  customer_ = join("customer", first_customer);
  other_customer_ = join("customer", second_customer);
  supplier_ = join("supplier", supplier_name);
  operator_->post("/relationships", {{"partner_id", partner_.id},
                                     {"customer_id", customer_.id},
                                     {"delegated_administration", true}});

  add_people(organisation.id.text());

  const auto published = supplier_.client
                             ->upload("/suppliers/" + supplier_.id + "/directory", {},
                                      cli::body_of(std::string(embedded::directory_sample())))
                             .json();
  say(fmt::format("{} publishes its directory: {} devices of 6 makers.", supplier_name,
                  cli::format_count(published.at("published").to_number<std::uint64_t>())));

  const auto first =
      upload(*other_customer_.client, other_customer_.id,
             std::string(partner_heading) + taken_device() + "\r\n", "TC-1", "", "one.csv");
  other_customer_.client->events(
      fmt::format("/customers/{}/batches/{}/events", other_customer_.id, first), "",
      [](const cli::ServerEvent& event) { return event.event != "finished"; });
  say(fmt::format("{} registers one device itself.", second_customer));
}

std::string DemoStory::upload(cli::Client& client, const std::string& customer, std::string text,
                              std::string_view order_id, std::string_view purchase_id,
                              std::string_view file_name) {
  const auto batch = client
                         .upload("/customers/" + customer + "/batches",
                                 {{"order_id", std::string(order_id)},
                                  {"purchase_id", std::string(purchase_id)},
                                  {"file_name", std::string(file_name)}},
                                 cli::body_of(std::move(text)))
                         .json();
  return text_of(batch, "id");
}

void DemoStory::register_devices() {
  say(
      fmt::format("{} registers device-registration-sample-partner.csv for {}, order HB-2041, "
                  "purchase 7715-9.",
                  partner_name, first_customer));
  batch_ = upload(*partner_.client, customer_.id, std::string(embedded::partner_sample()),
                  "HB-2041", "7715-9", "device-registration-sample-partner.csv");
  show_rows(batch_);  // accepted, and most of them pending still
  show_until_finished(batch_);
  show_rows(batch_);
}

void DemoStory::show_until_finished(const std::string& batch) {
  partner_.client->events(fmt::format("/customers/{}/batches/{}/events", customer_.id, batch), "",
                          [this](const cli::ServerEvent& event) {
                            const auto now = json::parse(event.data);
                            const auto& counts = now.at("counts");
                            context_.out() << fmt::format(
                                "  {:<9} {:>3} pending, {:>3} registered, {:>3} failed\n",
                                text_of(now, "state"),
                                counts.at("pending").to_number<std::int64_t>(),
                                counts.at("registered").to_number<std::int64_t>(),
                                counts.at("failed").to_number<std::int64_t>());
                            context_.out().flush();
                            return event.event != "finished";
                          });
}

void DemoStory::show_rows(const std::string& batch) {
  const auto rows = partner_.client->get(
      fmt::format("/customers/{}/batches/{}/rows", customer_.id, batch), {{"limit", "200"}});
  cli::Table table{{{"Row", true, false},
                    {"Manufacturer"},
                    {"Model"},
                    {"Serial number", false, false},
                    {"State", false, false}},
                   {}};
  std::string hints;
  for (const auto& row : rows.at("items").as_array()) {
    const auto& input = row.at("input");
    const auto& error = row.at("error");
    const bool failed = !error.is_null();
    table.rows.push_back(
        {fmt::format("{}", row.at("row").to_number<std::int64_t>()), text_of(input, "manufacturer"),
         text_of(input, "model"), text_of(input, "serial_number"),
         cli::Cell(failed ? text_of(error, "title") : title_of(text_of(row, "state")),
                   failed                               ? cli::Colour::red
                   : text_of(row, "state") == "pending" ? cli::Colour::none
                                                        : cli::Colour::green)});
    if (failed && !text_of(error, "hint").empty()) {
      hints += fmt::format("  Row {}: {}\n", row.at("row").to_number<std::int64_t>(),
                           text_of(error, "hint"));
    }
  }
  const auto& surroundings = context_.surroundings();
  context_.out() << '\n'
                 << cli::render_table(table,
                                      surroundings.out_is_terminal ? surroundings.columns : 0,
                                      surroundings.out_has_colours())
                 << '\n'
                 << hints;
}

std::vector<std::string> DemoStory::check() {
  std::vector<std::string> wrong;
  check_outcomes(wrong);
  check_counts(wrong);
  check_removal(wrong);
  check_retry(wrong);
  return wrong;
}

void DemoStory::check_outcomes(std::vector<std::string>& wrong) {
  const auto rows = partner_.client->get(
      fmt::format("/customers/{}/batches/{}/rows", customer_.id, batch_), {{"limit", "200"}});
  std::vector<std::string> found;
  for (const auto& row : rows.at("items").as_array()) {
    found.push_back(fmt::format("{},{}", row.at("row").to_number<std::int64_t>(), outcome_of(row)));
  }
  const auto expected = lines_of(embedded::expected_outcomes());
  for (std::size_t i = 0; i < std::max(found.size(), expected.size()); ++i) {
    const auto is = i < found.size() ? found[i] : std::string("nothing");
    const auto should = i < expected.size() ? expected[i] : std::string("nothing");
    if (is != should) wrong.push_back(fmt::format("a row is `{}` and should be `{}`", is, should));
  }
  say(fmt::format("Each of {} rows is compared with its expected outcome.", expected.size()));
}

void DemoStory::check_counts(std::vector<std::string>& wrong) const {
  const auto counts = partner_.client->get("/customers/" + customer_.id + "/devices/counts");
  const auto expected = lines_of(embedded::expected_outcomes());
  const auto registered = std::ranges::count_if(
      expected, [](const auto& line) { return line.ends_with(",registered"); });
  const auto failed = static_cast<std::int64_t>(expected.size()) - registered;
  if (counts.at("ready_for_user").to_number<std::int64_t>() != registered ||
      counts.at("registration_failed").to_number<std::int64_t>() != failed ||
      counts.at("registration_pending").to_number<std::int64_t>() != 0) {
    wrong.push_back("the counts by state are " + json::serialize(counts));
  }
}

void DemoStory::check_removal(std::vector<std::string>& wrong) {
  auto& client = *partner_.client;
  const auto devices = "/customers/" + customer_.id + "/devices";
  const auto ready = client.get(devices, {{"state", "ready_for_user"}, {"limit", "1"}});
  const auto& device = ready.at("items").at(0);
  client.remove(devices + "/" + text_of(device, "id"));
  const auto line = fmt::format("{},{},{}\r\n", text_of(device, "manufacturer"),
                                text_of(device, "model"), text_of(device, "serial_number"));
  const auto batch =
      upload(client, customer_.id, std::string(partner_heading) + line, "HB-2042", "", "");
  show_until_finished(batch);
  const auto again = client.get(fmt::format("/customers/{}/batches/{}", customer_.id, batch));
  if (again.at("counts").at("registered").to_number<std::int64_t>() != 1) {
    wrong.push_back("a removed device could not be registered again: " + json::serialize(again));
  }
  say("A device is removed and registered again.");
}

void DemoStory::check_retry(std::vector<std::string>& wrong) {
  json::array entries;
  for (const auto& line : lines_of(embedded::partner_sample())) {
    if (line.ends_with("NOSUCHDEV1")) {
      entries.push_back(
          {{"manufacturer", "Everglen"}, {"model", "Ridge 5"}, {"serial_number", "NOSUCHDEV1"}});
    }
  }
  supplier_.client->post("/suppliers/" + supplier_.id + "/directory", {{"entries", entries}});
  const auto retried = partner_.client->post(
      fmt::format("/customers/{}/batches/{}/retry", customer_.id, batch_), json::object());
  const auto batch = text_of(retried, "id");
  show_until_finished(batch);
  const auto done =
      partner_.client->get(fmt::format("/customers/{}/batches/{}", customer_.id, batch));
  // The published device, and the row that repeats row 2: that one is registered already.
  if (done.at("counts").at("registered").to_number<std::int64_t>() != 1) {
    wrong.push_back("a device that was published later was not registered by the retry: " +
                    json::serialize(done));
  }
  say("The missing device is published and the failed rows are retried.");
}

}  // namespace muster::server
