#include <troupe/net/metrics.hpp>

#include <troupe/actors/log.hpp>

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <exception>
#include <iterator>

namespace troupe {

namespace {

std::vector<prometheus::MetricFamily> collect(const metric_sources& sources) {
  auto out = std::vector<prometheus::MetricFamily>{};
  for (const auto& each : sources) {
    auto families = each->Collect();
    std::move(families.begin(), families.end(), std::back_inserter(out));
  }
  return out;
}

http_answer show(const metric_sources& sources) {
  try {
    // prometheus-cpp makes "text/plain; version=0.0.4" no constant.
    return {200,
            "text/plain; version=0.0.4; charset=utf-8",
            prometheus::TextSerializer{}.Serialize(collect(sources)),
            {}};
  } catch (const std::exception& error) {
    log::error("metrics_failed", {{"what", error.what()}});
    return to_answer({error_code::internal, "A source of metrics failed", {}});
  }
}

} // namespace

http_endpoint metrics_endpoint(metric_sources sources) {
  return [sources = std::move(sources)](
           const http_request& request) -> std::optional<http_answer> {
    if (request.where.segments != std::vector<std::string>{"metrics"})
      return std::nullopt;
    return show(sources);
  };
}

} // namespace troupe
