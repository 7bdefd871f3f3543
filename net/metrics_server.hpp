// A port for metrics, beside that of the channels.
#pragma once

#include <troupe/net/connection.hpp>
#include <troupe/net/listener.hpp>
#include <troupe/net/metrics.hpp>

#include <cstdint>
#include <memory>
#include <vector>

namespace troupe {

/// Serves `GET /metrics` on `server_options::metrics_port`, from a thread of
/// its own: it answers when the channels' port is full or stops, it may wait
/// for sources, and what it sends is not counted.
///
/// Thread: that of its owner; not a loop's.
class metrics_server {
public:
  /// @pre `options.metrics_port` has a value; what is shown outlives it, and no
  ///      loop stops before it.
  /// @param shown the channels' loops, in the order of `actors`.
  /// @returns the server, or why it cannot listen.
  static result<std::unique_ptr<metrics_server>>
  start(node& actors, const admission_control& admission,
        std::vector<loop*> shown, server_options options);

  ~metrics_server();

  metrics_server(const metrics_server&) = delete;
  metrics_server& operator=(const metrics_server&) = delete;

  std::uint16_t port() const noexcept {
    return listener_->port();
  }

private:
  metrics_server(node& actors, server_options options, metric_sources sources);

  server_options options_;
  counters totals_; ///< Nobody reads them.
  router no_routes_;
  authenticator gate_; ///< Nobody needs a token here.
  door rules_;
  admission_control admission_;
  loop loop_;
  connection_table table_;
  std::unique_ptr<listener> listener_;
};

} // namespace troupe
