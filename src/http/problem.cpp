#include "http/problem.h"

#include <boost/json.hpp>

namespace muster::http {
namespace {

namespace json = boost::json;

json::object to_json(const ProblemItem& item) {
  json::object object;
  if (item.pointer) object["pointer"] = *item.pointer;
  if (item.parameter) object["parameter"] = *item.parameter;
  if (item.row) object["row"] = *item.row;
  if (item.column) object["column"] = *item.column;
  if (item.byte) object["byte"] = *item.byte;
  if (item.value) object["value"] = *item.value;
  object["code"] = item.code;
  object["message"] = item.message;
  return object;
}

}  // namespace

Response to_response(const Problem& problem, std::string_view request_id) {
  json::array errors;
  for (const auto& item : problem.errors) errors.push_back(to_json(item));
  const json::object body = {{"type", "/api/docs#problem-" + problem.code},
                             {"title", problem.title},
                             {"status", problem.status},
                             {"detail", problem.detail},
                             {"code", problem.code},
                             {"request_id", request_id},
                             {"advice", problem.advice},
                             {"errors", std::move(errors)}};
  auto response = Response::text(problem.status, "application/problem+json", json::serialize(body));
  response.problem = problem.code;
  response.problem_detail = problem.detail;
  for (const auto& [name, value] : problem.headers.all()) response.headers.add(name, value);
  return response;
}

}  // namespace muster::http
