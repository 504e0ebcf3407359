#include "cli/device_view.h"

#include <array>
#include <boost/json.hpp>

#include "cli/json_text.h"

namespace muster::cli {

namespace json = boost::json;

namespace {

struct State {
  const char* name;
  const char* title;
  Colour colour;
};

// The customer's device list shows exactly these five (design, "Device states").
constexpr std::array<State, 5> states{{
    {"registration_pending", "Registration pending", Colour::yellow},
    {"registration_failed", "Registration failed", Colour::red},
    {"ready_for_user", "Ready for user", Colour::blue},
    {"active", "Active", Colour::green},
    {"inactive", "Inactive", Colour::dim},
}};

Cell state_cell(const json::value& device) {
  const std::string name = text_at(device, "state");
  for (const State& state : states) {
    if (name == state.name) return {state.title, state.colour};
  }
  return {name};
}

}  // namespace

std::string device_state_title(const std::string& name) {
  for (const State& state : states) {
    if (name == state.name) return state.title;
  }
  return name;
}

ListView device_list_view() {
  return {{{"Device", false, false},
           {"Serial number"},
           {"State", false, false},
           {"Manufacturer"},
           {"Model"},
           {"Group tag"},
           {"User"},
           {"Last seen (UTC)", false, false},
           {"Error"}},
          [](const json::value& device) -> std::vector<Cell> {
            return {text_at(device, "id"),
                    text_at(device, "serial_number"),
                    state_cell(device),
                    text_at(device, "manufacturer"),
                    text_at(device, "model"),
                    text_at(device, "group_tag"),
                    text_at(device, "assigned_user"),
                    time_at(device, "last_seen_at"),
                    Cell(text_at(device, "error.title"), Colour::red)};
          },
          "No devices match."};
}

std::vector<std::pair<std::string, Cell>> device_fields(const json::value& device) {
  std::vector<std::pair<std::string, Cell>> fields{
      {"Device", text_at(device, "id")},
      {"State", state_cell(device)},
      {"Manufacturer", text_at(device, "manufacturer")},
      {"Model", text_at(device, "model")},
      {"Serial number", text_at(device, "serial_number")},
      {"Product ID", text_at(device, "product_id")},
      {"Hardware hash", flag_at(device, "hardware_hash_present") ? "yes" : "no"},
      {"Group tag", text_at(device, "group_tag")},
      {"Assigned user", text_at(device, "assigned_user")},
      {"Order ID", text_at(device, "order_id")},
      {"Purchase ID", text_at(device, "purchase_id")},
      {"Batch", text_at(device, "batch_id") + ", row " + text_at(device, "row")},
      {"Accepted (UTC)", time_at(device, "registered_at")},
      {"State since (UTC)", time_at(device, "state_changed_at")},
      {"Last seen (UTC)", time_at(device, "last_seen_at")}};
  for (const auto& [title, path] : {std::pair{"Error", "error.title"},
                                    {"What to do", "error.advice"},
                                    {"Hint", "error.hint"},
                                    {"Request ID", "error.request_id"}}) {
    const std::string text = text_at(device, path);
    if (!text.empty()) {
      fields.emplace_back(
          title, Cell(text, fields.back().first == "Last seen (UTC)" ? Colour::red : Colour::none));
    }
  }
  return fields;
}

std::vector<std::pair<std::string, Cell>> device_count_fields(const json::value& counts) {
  std::vector<std::pair<std::string, Cell>> fields;
  for (const State& state : states) {
    fields.emplace_back(state.title, count_cell(count_at(counts, state.name), state.colour));
  }
  fields.emplace_back("Total", count_cell(count_at(counts, "total"), Colour::bold));
  return fields;
}

namespace {

struct Event {
  const char* name;
  const char* title;
  Colour colour;
};
constexpr std::array<Event, 10> events{{
    {"accepted", "Accepted", Colour::yellow},
    {"registered", "Registered", Colour::blue},
    {"failed", "Failed", Colour::red},
    {"cancelled", "Cancelled", Colour::dim},
    {"retried", "Tried again", Colour::none},
    {"approved", "Approved", Colour::none},
    {"enrolled", "Enrolled", Colour::green},
    {"enrolled_again", "Enrolled again", Colour::green},
    {"enrolment_allowed", "Allowed to enrol again", Colour::none},
    {"removed", "Removed", Colour::dim},
}};

Cell event_cell(const json::value& event) {
  const std::string name = text_at(event, "event");
  for (const Event& known : events) {
    if (name == known.name) return {known.title, known.colour};
  }
  return {name};
}

/// The person or the token, or the organisation where that is all that is told.
std::string who_at(const json::value& event) {
  const std::string name = text_at(event, "who.name");
  return name.empty() ? text_at(event, "who.organisation_name") : name;
}

std::string why_at(const json::value& event) {
  std::string why = text_at(event, "error.title");
  if (const std::string as = text_at(event, "retried_as"); !as.empty()) why = "as " + as;
  if (const std::string order = text_at(event, "order_id"); !order.empty()) why = "order " + order;
  return why;
}

}  // namespace

Table device_history_table(const json::value& history) {
  Table table{{{"At (UTC)", false, false},
               {"What", false, false},
               {"Who"},
               {"Why"},
               {"Device", false, false}},
              {}};
  const json::array* items = array_at(history, "items");
  if (items == nullptr) return table;
  for (const json::value& event : *items) {
    table.rows.push_back({(flag_at(event, "exact") ? "" : "<= ") + time_at(event, "at"),
                          event_cell(event), who_at(event), why_at(event),
                          text_at(event, "device_id")});
  }
  return table;
}

Table device_day_table(const json::value& days) {
  constexpr std::array happenings = {"accepted", "registered", "failed",
                                     "enrolled", "removed",    "seen"};
  constexpr std::array at_end = {"registration_pending", "registration_failed", "ready_for_user",
                                 "enrolled"};
  Table table{{{"Day (UTC)", false, false},
               {"Accepted", true, false},
               {"Registered", true, false},
               {"Failed", true, false},
               {"Enrolled", true, false},
               {"Removed", true, false},
               {"Seen", true, false},
               {"Pending then", true, false},
               {"Failed then", true, false},
               {"Ready then", true, false},
               {"In use then", true, false}},
              {}};
  const json::array* items = array_at(days, "items");
  if (items == nullptr) return table;
  for (const json::value& day : *items) {
    std::vector<Cell> row = {text_at(day, "day")};
    for (const char* name : happenings) row.push_back(count_cell(count_at(day, name)));
    const json::value* counted = member(day, "states");
    for (const char* name : at_end) {
      row.push_back(
          counted == nullptr || counted->is_null() ? Cell() : count_cell(count_at(*counted, name)));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace muster::cli
