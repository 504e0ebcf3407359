// /samples: files to start from. No token is needed.

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "api/problems.h"
#include "api/v1/resources.h"

namespace muster::api::v1 {
namespace {

namespace json = boost::json;

http::Response list_samples(const Services& services) {
  json::array items;
  for (const auto& sample : services.samples) {
    json::object object;
    object["name"] = sample.name;
    object["title"] = sample.title;
    object["description"] = sample.description;
    object["url"] = "/api/v1/samples/" + sample.name;
    items.push_back(std::move(object));
  }
  return json_response({{"items", std::move(items)}});
}

http::Response download_sample(const Services& services, const http::Request& request) {
  const auto name = request.path_parameters.at("sample_name");
  const auto sample = std::ranges::find(services.samples, name, &Sample::name);
  if (sample == services.samples.end()) {
    throw Refusal(ProblemCode::not_found, "There is no sample with this name.");
  }
  auto response = http::Response::text(200, "text/csv; charset=utf-8", sample->text);
  response.headers.set("Content-Disposition",
                       fmt::format("attachment; filename=\"{}\"", sample->name));
  return response;
}

}  // namespace

void add_samples(Operations& operations) {
  const auto& services = operations.services();
  operations.add_open("GET", "/api/v1/samples", "list_samples",
                      [&services](http::Request&) { return list_samples(services); });
  operations.add_open(
      "GET", "/api/v1/samples/{sample_name}", "download_sample",
      [&services](http::Request& request) { return download_sample(services, request); });
}

}  // namespace muster::api::v1
