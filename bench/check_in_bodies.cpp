// The bodies that devices send, one a line, signed beforehand so that the load costs the measured
// machine as little as may be. A device's key follows from its number, which is that of its line.
//
//   check_in_bodies enrol TIME < devices.csv                      (manufacturer,model,serial
//   number) check_in_bodies check-in ORGANISATION_ID TIME ROUNDS < ids    (device ids)
//   check_in_bodies session ORGANISATION_ID TIME ROUNDS < sessions        (device id, session, key)
//
// The bodies of a round come one after the other, each round a millisecond later than the last.

#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "identity/device_key.h"

namespace {

using namespace muster::identity;

DeviceSeed seed_of(std::size_t number) {
  DeviceSeed seed{};
  for (std::size_t i = 0; i < sizeof number; ++i) {
    seed[i] = static_cast<std::uint8_t>(number >> 8 * i);
  }
  return seed;
}

std::vector<std::string> input_lines() {
  std::vector<std::string> lines;
  for (std::string line; std::getline(std::cin, line);) lines.push_back(line);
  return lines;
}

void enrolments(std::int64_t time) {
  const auto lines = input_lines();
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto first = lines[i].find(',');
    const auto second = lines[i].find(',', first + 1);
    const DeviceIdentity device{.manufacturer = lines[i].substr(0, first),
                                .model = lines[i].substr(first + 1, second - first - 1),
                                .serial_number = lines[i].substr(second + 1)};
    const auto key = public_key_of(seed_of(i));
    std::cout << R"({"manufacturer":")" << device.manufacturer << R"(","model":")" << device.model
              << R"(","serial_number":")" << device.serial_number << R"(","public_key":")"
              << to_hex(key) << R"(","time":)" << time << R"(,"signature":")"
              << to_hex(sign(seed_of(i), enrolment_text(device, key, time))) << "\"}\n";
  }
}

void check_ins(std::string_view organisation, std::int64_t time, int rounds) {
  const auto ids = input_lines();
  for (int round = 0; round < rounds; ++round, ++time) {
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const auto text = check_in_text(organisation, ids[i], time);
      std::cout << R"({"organisation_id":")" << organisation << R"(","device_id":")" << ids[i]
                << R"(","time":)" << time << R"(,"signature":")" << to_hex(sign(seed_of(i), text))
                << "\"}\n";
    }
  }
}

void session_check_ins(std::string_view organisation, std::int64_t time, int rounds) {
  struct Session {
    std::string device;
    std::string name;
    CheckInKey key{};
  };
  std::vector<Session> sessions;
  for (const auto& line : input_lines()) {
    const auto first = line.find(' ');
    const auto second = line.find(' ', first + 1);
    Session session{.device = line.substr(0, first),
                    .name = line.substr(first + 1, second - first - 1)};
    if (!from_hex(line.substr(second + 1), session.key)) std::exit(2);
    sessions.push_back(std::move(session));
  }
  for (int round = 0; round < rounds; ++round, ++time) {
    for (const auto& one : sessions) {
      std::cout << R"({"organisation_id":")" << organisation << R"(","device_id":")" << one.device
                << R"(","time":)" << time << R"(,"session":")" << one.name << R"(","mac":")"
                << to_hex(check_in_mac(one.key, organisation, one.device, time, one.name))
                << "\"}\n";
    }
  }
}

}  // namespace

int main(int count, char** arguments) {
  const std::string_view what = count > 1 ? arguments[1] : "";
  if (what == "enrol" && count == 3) {
    enrolments(std::atoll(arguments[2]));
  } else if (what == "check-in" && count == 5) {
    check_ins(arguments[2], std::atoll(arguments[3]), std::atoi(arguments[4]));
  } else if (what == "session" && count == 5) {
    session_check_ins(arguments[2], std::atoll(arguments[3]), std::atoi(arguments[4]));
  } else {
    return 2;
  }
  return 0;
}
