// What the operating system says of this process, for Prometheus.
#pragma once

#include <prometheus/collectable.h>

namespace troupe {

/// The `process_` families that Prometheus's client libraries have in common:
/// processor time, memory, descriptors, start.
/// Source: /proc/self, see proc(5). Thread: any.
class process_metrics final : public prometheus::Collectable {
public:
  process_metrics();

  std::vector<prometheus::MetricFamily> Collect() const override;

private:
  double started_; ///< Unit: seconds since 1970.
};

} // namespace troupe
