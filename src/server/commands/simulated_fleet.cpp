#include "server/commands/simulated_fleet.h"

#include <fmt/format.h>

#include <atomic>
#include <boost/json.hpp>
#include <exception>
#include <mutex>
#include <thread>

#include "cli/failure.h"

namespace muster::server {
namespace {

namespace json = boost::json;

constexpr std::string_view json_fields = "Content-Type: application/json\r\n";

[[noreturn]] void refuse(const SimulatedDevice& device, std::string_view what,
                         const LoopbackConnection::Answer& answer) {
  throw cli::Failure(cli::ExitCode::machine,
                     fmt::format("{} of {} was answered {}: {}", what,
                                 device.identity.serial_number, answer.status, answer.body));
}

}  // namespace

SimulatedFleet::SimulatedFleet(const std::string& server, std::size_t connections) {
  for (std::size_t i = 0; i < connections; ++i) {
    connections_.push_back(std::make_unique<LoopbackConnection>(server));
  }
}

void SimulatedFleet::enrol(LoopbackConnection& connection, SimulatedDevice& device,
                           std::int64_t time, const std::string& token) {
  device.seed = identity::make_device_seed();
  const auto key = identity::public_key_of(device.seed);
  const auto text = identity::enrolment_text(device.identity, key, time);
  const json::object body{{"manufacturer", device.identity.manufacturer},
                          {"model", device.identity.model},
                          {"serial_number", device.identity.serial_number},
                          {"public_key", identity::to_hex(key)},
                          {"time", time},
                          {"signature", identity::to_hex(identity::sign(device.seed, text))}};
  const auto answer = connection.post(
      "/device/v1/enrol", fmt::format("{}Authorization: Bearer {}\r\n", json_fields, token),
      json::serialize(body));
  if (answer.status != 201) refuse(device, "The enrolment", answer);
  const auto enrolled = json::parse(answer.body);
  device.organisation_id = enrolled.at("organisation_id").as_string();
  device.device_id = enrolled.at("device_id").as_string();
}

void SimulatedFleet::check_in(LoopbackConnection& connection, const SimulatedDevice& device,
                              std::int64_t time) {
  const auto text = identity::check_in_text(device.organisation_id, device.device_id, time);
  const auto answer = connection.post(
      "/device/v1/check-in", json_fields,
      fmt::format(R"({{"organisation_id":"{}","device_id":"{}","time":{},"signature":"{}"}})",
                  device.organisation_id, device.device_id, time,
                  identity::to_hex(identity::sign(device.seed, text))));
  if (answer.status != 204) refuse(device, "A check-in", answer);
}

void SimulatedFleet::act(std::span<SimulatedDevice*> devices, registry::Time now,
                         const std::function<const std::string&(std::size_t)>& token_of) {
  const auto time = now.time_since_epoch().count();
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::exception_ptr failure;
  const auto work = [&](LoopbackConnection& connection) {
    try {
      for (auto i = next++; i < devices.size(); i = next++) {
        auto& device = *devices[i];
        if (device.organisation_id.empty()) {
          enrol(connection, device, time, token_of(device.customer));
        } else {
          check_in(connection, device, time);
        }
      }
    } catch (...) {
      next = devices.size();
      const std::lock_guard lock(mutex);
      failure = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> threads;
    const auto count = std::min(connections_.size(), devices.size());
    for (std::size_t i = 0; i < count; ++i) {
      threads.emplace_back([&work, &connection = *connections_[i]] { work(connection); });
    }
  }
  if (failure) std::rethrow_exception(failure);
}

}  // namespace muster::server
