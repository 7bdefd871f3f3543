// What a server counts, for Prometheus.
#pragma once

#include <troupe/actors/node.hpp>
#include <troupe/net/admission_control.hpp>
#include <troupe/net/loop.hpp>

#include <prometheus/collectable.h>

#include <vector>

namespace troupe {

/// The `troupe_` families. docs/operations.md lists them.
///
/// Reads the counters when it is asked, and asks each loop how long a task
/// waits there; a loop that does not answer within a second is given up.
/// Thread: any but those of the loops.
class server_metrics final : public prometheus::Collectable {
public:
  /// @pre all of them outlive it, and no loop stops while it collects.
  /// @param loops those of `actors`, in the same order.
  server_metrics(node& actors, const admission_control& admission,
                 std::vector<loop*> loops);

  std::vector<prometheus::MetricFamily> Collect() const override;

private:
  using families = std::vector<prometheus::MetricFamily>;

  void add_connections(families& out) const;
  void add_sessions(families& out) const;
  void add_messages(families& out) const;
  void add_sockets(families& out) const;
  void add_io(families& out) const;
  void add_loops(families& out) const;
  void add_links(families& out) const;

  node& actors_;
  const admission_control& admission_;
  std::vector<loop*> loops_;
};

} // namespace troupe
