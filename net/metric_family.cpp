#include <troupe/net/metric_family.hpp>

namespace troupe::metric {

namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

void append(MetricFamily& family, std::vector<ClientMetric::Label> labels,
            double value) {
  auto& made = family.metric.emplace_back();
  made.label = std::move(labels);
  if (family.type == MetricType::Counter)
    made.counter.value = value;
  else
    made.gauge.value = value;
}

MetricFamily
single(std::string name, std::string help, MetricType type, double value) {
  auto family = MetricFamily{std::move(name), std::move(help), type, {}};
  append(family, {}, value);
  return family;
}

MetricFamily labelled(std::string name, std::string help, MetricType type,
                      const std::string& label, const series& values) {
  auto family = MetricFamily{std::move(name), std::move(help), type, {}};
  for (const auto& [which, value] : values)
    append(family, {{label, which}}, value);
  return family;
}

} // namespace

MetricFamily counter(std::string name, std::string help, double value) {
  return single(std::move(name), std::move(help), MetricType::Counter, value);
}

MetricFamily counter(std::string name, std::string help,
                     const std::string& label, const series& values) {
  return labelled(std::move(name), std::move(help), MetricType::Counter, label,
                  values);
}

MetricFamily gauge(std::string name, std::string help, double value) {
  return single(std::move(name), std::move(help), MetricType::Gauge, value);
}

MetricFamily gauge(std::string name, std::string help, const std::string& label,
                   const series& values) {
  return labelled(std::move(name), std::move(help), MetricType::Gauge, label,
                  values);
}

} // namespace troupe::metric
