// Makes the families that prometheus-cpp writes. For the sources of net/ and of
// programs.
#pragma once

#include <prometheus/metric_family.h>

#include <string>
#include <utility>
#include <vector>

namespace troupe::metric {

/// The values of one label, each with its number.
using series = std::vector<std::pair<std::string, double>>;

prometheus::MetricFamily
counter(std::string name, std::string help, double value);

prometheus::MetricFamily
counter(std::string name, std::string help, const std::string& label,
        const series& values);

prometheus::MetricFamily
gauge(std::string name, std::string help, double value);

prometheus::MetricFamily gauge(std::string name, std::string help,
                               const std::string& label, const series& values);

} // namespace troupe::metric
