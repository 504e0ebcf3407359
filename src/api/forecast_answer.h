#pragma once
// What a check answers: what each row of a file would become, without changing anything. As JSON,
// with the first failed rows, or as a results CSV of every row.

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "api/csv_results.h"
#include "api/file_input.h"
#include "api/services.h"
#include "api/spool.h"
#include "http/message.h"
#include "registry/upload.h"

namespace muster::api {

/// Used by one thread.
class ForecastAnswer {
 public:
  static constexpr std::size_t most_failed_rows = 1000;  ///< in JSON

  ForecastAnswer(const Services& services, std::string request_id, bool as_csv, bool rows_are_json);

  void take(const registry::ForetoldRow& row);
  http::Response finish(const UploadSummary& summary);

 private:
  void append_csv(const registry::RowInput& input, const registry::RegistrationError* error);
  boost::json::object to_json(const UploadSummary& summary) const;

  const Services& services_;
  std::string request_id_;
  bool rows_are_json_;
  std::shared_ptr<Spool> spool_;  ///< null for JSON
  std::optional<ResultsCsv> csv_;
  std::string line_;
  std::unique_ptr<boost::json::array> failed_rows_;
  std::uint64_t registered_ = 0;
  std::uint64_t failed_ = 0;
  std::map<registry::ErrorCode, std::uint64_t> errors_;
};

}  // namespace muster::api
