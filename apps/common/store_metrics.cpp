#include <apps/common/store_metrics.hpp>

#include <troupe/net/metric_family.hpp>

namespace apps {

namespace {

using troupe::store_totals;

double number(const troupe::counters::total& value) {
  return static_cast<double>(value.load());
}

template <class Duration>
double seconds(Duration time) {
  return std::chrono::duration<double>(time).count();
}

prometheus::MetricFamily latencies(const troupe::latency_histogram& from) {
  auto metric = prometheus::ClientMetric{};
  auto& out = metric.histogram;
  for (std::size_t i = 0; i < from.buckets.size(); ++i) {
    out.sample_count += from.buckets[i];
    if (i < from.bounds.size())
      out.bucket.push_back({out.sample_count, seconds(from.bounds[i])});
  }
  out.sample_sum = number(from.sum_us) / 1e6;
  return {"troupe_store_request_seconds",
          "How long requests took, from the pool's door to the answer.",
          prometheus::MetricType::Histogram,
          {metric}};
}

class collector final : public prometheus::Collectable {
public:
  explicit collector(const store_totals& totals) : totals_(totals) {}

  std::vector<prometheus::MetricFamily> Collect() const override {
    using namespace troupe::metric;
    return {
      counter("troupe_store_requests_total", "Requests to the store.",
              "outcome",
              {{"done", number(totals_.done)},
               {"failed", number(totals_.failed)},
               {"refused", number(totals_.refused)}}),
      gauge("troupe_store_waiting_requests", "Requests in the line, now.",
            number(totals_.waiting)),
      gauge("troupe_store_workers", "Connections to the store, now.",
            number(totals_.workers)),
      counter("troupe_store_workers_given_up_total",
              "Connections that did not come back in time.",
              number(totals_.given_up)),
      latencies(totals_.latency),
    };
  }

private:
  const store_totals& totals_;
};

} // namespace

std::shared_ptr<prometheus::Collectable>
store_metrics(const store_totals& totals) {
  return std::make_shared<collector>(totals);
}

} // namespace apps
