// The page that Prometheus reads.
#pragma once

#include <troupe/net/http.hpp>

#include <memory>
#include <vector>

namespace prometheus {
class Collectable;
}

namespace troupe {

/// What is asked for families whenever the page is read: a
/// `prometheus::Registry`, or a class of one's own. No two may have families of
/// one name.
using metric_sources = std::vector<std::shared_ptr<prometheus::Collectable>>;

/// `GET /metrics`: what the sources say now, in Prometheus's text format 0.0.4;
/// 500, and a line in the log, when one of them throws.
/// Thread: one at a time, which must not be a channel's loop: sources may wait.
http_endpoint metrics_endpoint(metric_sources sources);

} // namespace troupe
