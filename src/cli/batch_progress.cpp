#include "cli/batch_progress.h"

#include <boost/json.hpp>
#include <chrono>
#include <optional>
#include <thread>

#include "cli/failure.h"
#include "cli/json_text.h"

namespace muster::cli {

namespace json = boost::json;

namespace {

constexpr int most_pauses_without_server = 60;

bool is_over(const json::value& batch) {
  const std::string state = text_at(batch, "state");
  return state == "finished" || state == "cancelled";
}

void show(const json::value& batch, ProgressBar& bar) {
  const std::uint64_t rows = count_at(batch, "rows");
  const std::uint64_t pending = count_at(batch, "counts.pending");
  bar.update(rows - std::min(rows, pending), rows);
}

/// The final batch; nullopt when the stream ended before that.
std::optional<json::value> follow_events(Client& client, const std::string& path,
                                         std::string& last_event_id, ProgressBar& bar) {
  std::optional<json::value> final;
  client.events(path + "/events", last_event_id, [&](const ServerEvent& event) {
    last_event_id = event.id;
    boost::system::error_code not_json;
    json::value batch = json::parse(event.data, not_json);
    if (not_json) return true;
    show(batch, bar);
    if (!is_over(batch)) return true;
    final = std::move(batch);
    return false;
  });
  return final;
}

}  // namespace

Pause half_a_second() {
  return [] { std::this_thread::sleep_for(std::chrono::milliseconds(500)); };
}

json::value wait_for_batch(Client& client, const std::string& path, ProgressBar& bar,
                           const Pause& pause) {
  std::string last_event_id;
  bool events_work = true;
  int pauses_without_server = 0;
  while (true) {
    try {
      if (events_work) {
        const std::string before = last_event_id;
        if (auto batch = follow_events(client, path, last_event_id, bar)) return *std::move(batch);
        events_work = last_event_id != before;  // a stream that brings nothing is not worth more
      }
      json::value batch = client.get(path);
      show(batch, bar);
      if (is_over(batch)) return batch;
      pauses_without_server = 0;
    } catch (const ApiError& error) {
      // No stream here; whether the batch can be read at all shows in the next round.
      if (!events_work && error.status != 503) throw;
      events_work = false;
    } catch (const Unreachable&) {
      if (++pauses_without_server > most_pauses_without_server) throw;
    }
    pause();
  }
}

}  // namespace muster::cli
