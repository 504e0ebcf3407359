#include "server/request_journal.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <stdexcept>

namespace muster::server {
namespace {

using registry::LateLine;
using registry::OrganisationId;
using registry::RequestRecord;
using std::chrono::steady_clock;

/// What comes together is written together.
constexpr std::chrono::milliseconds gathering_time{250};
/// A request may take this long from its first line to its end.
constexpr std::chrono::seconds line_waits{60};
constexpr std::chrono::hours between_clearing{1};
constexpr std::size_t most_between_clearing = 25'000;  // kept: what is over the limit stays small

}  // namespace

bool is_routine(const http::RequestLog& request) {
  return request.operation == "check_in" && request.status < 300;
}

bool is_remembered(const http::RequestLog& request) {
  if (is_routine(request)) return false;
  const bool reads =
      request.method == "GET" || request.method == "HEAD" || request.method == "OPTIONS";
  return request.status >= 400 || !request.problem.empty() || !reads;
}

RequestRecord record_of(const http::RequestLog& request, registry::Time now) {
  return {.organisation = OrganisationId::parse(request.user_realm).value_or(OrganisationId{}),
          .request_id = request.request_id,
          .at = now,
          .method = request.method,
          .path = request.path,
          .operation = request.operation,
          .status = request.status,
          .problem = request.problem,
          .detail = request.problem_detail,
          .actor_name = request.user,
          .address = request.remote_address,
          .duration = request.duration};
}

RequestJournal::RequestJournal(registry::RequestRecords& records,
                               std::function<void(const std::exception&)> failed)
    : records_(records), failed_(std::move(failed)) {}

RequestJournal::~RequestJournal() { stop(); }

void RequestJournal::start() {
  thread_ = std::thread([this] { work(); });
}

void RequestJournal::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  came_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void RequestJournal::keep(std::span<const RequestRecord> requests) {
  {
    const std::lock_guard lock(mutex_);
    for (const auto& request : requests) {
      if (requests_.size() < most_waiting) {
        requests_.push_back(request);
      } else {
        ++dropped_;
      }
    }
  }
  came_.notify_one();
}

std::vector<LateLine> RequestJournal::add_lines(std::span<const LateLine> lines) {
  std::vector<Line> all;
  for (const auto& line : lines) all.push_back({.line = line, .came = steady_clock::now()});
  wait_on(std::move(all));
  came_.notify_one();
  return {};
}

std::optional<RequestRecord> RequestJournal::find(std::optional<OrganisationId> organisation,
                                                  const std::string& request_id) {
  flush();
  return records_.find(organisation, request_id);
}

void RequestJournal::wait_on(std::vector<Line> lines) {
  const std::lock_guard lock(mutex_);
  for (auto& line : lines) {
    if (lines_.size() < most_waiting) lines_.push_back(std::move(line));
  }
}

void RequestJournal::work() {
  auto cleared = steady_clock::now() - between_clearing;
  for (bool stopping = false; !stopping;) {
    {
      std::unique_lock lock(mutex_);
      came_.wait(lock, [this] { return stopping_ || !requests_.empty() || !lines_.empty(); });
      came_.wait_for(lock, gathering_time, [this] { return stopping_; });
      stopping = stopping_;
    }
    flush();
    {
      const std::lock_guard lock(mutex_);
      if (kept_ < most_between_clearing && steady_clock::now() - cleared < between_clearing) {
        continue;
      }
      kept_ = 0;
    }
    cleared = steady_clock::now();
    clear();
  }
}

void RequestJournal::clear() {
  try {
    records_.forget_old({});
  } catch (const std::exception& error) {
    failed_(error);
  }
}

void RequestJournal::flush() {
  const std::lock_guard one_at_a_time(writing_);
  std::vector<RequestRecord> requests;
  std::vector<Line> lines;
  std::uint64_t dropped = 0;
  {
    const std::lock_guard lock(mutex_);
    requests.swap(requests_);
    lines.swap(lines_);
    std::swap(dropped, dropped_);
    kept_ += requests.size();
  }
  if (dropped > 0) failed_(std::runtime_error(fmt::format("{} too many at once", dropped)));
  if (requests.empty() && lines.empty()) return;
  try {
    write(std::move(requests), std::move(lines));
  } catch (const std::exception& error) {
    failed_(error);
  }
}

void RequestJournal::write(std::vector<RequestRecord> requests, std::vector<Line> lines) {
  std::map<std::string, RequestRecord*> by_id;
  for (auto& request : requests) by_id[request.request_id] = &request;
  std::map<std::string, steady_clock::time_point> came;
  std::vector<LateLine> late;
  for (auto& [line, at] : lines) {
    const auto found = by_id.find(line.request_id);
    if (found != by_id.end()) {
      found->second->log.push_back(std::move(line.line));
    } else {
      came.try_emplace(line.request_id, at);
      late.push_back(std::move(line));
    }
  }
  if (!requests.empty()) records_.keep(requests);
  if (late.empty()) return;
  std::vector<Line> waiting;
  for (auto& line : records_.add_lines(late)) {
    const auto at = came.at(line.request_id);
    if (steady_clock::now() - at < line_waits) waiting.push_back({std::move(line), at});
  }
  wait_on(std::move(waiting));
}

}  // namespace muster::server
