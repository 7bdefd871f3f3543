// Which other nodes a program knows, from its command line.
#pragma once

#include <troupe/actors/cluster/options.hpp>
#include <troupe/actors/node.hpp>

#include <CLI/App.hpp>

#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace caf {
class actor_system_config;
}

namespace apps {

/// What `--node`, `--peer` and the `--cluster-...` options say.
struct cluster_flags {
  std::string listen;             ///< HOST:PORT
  std::vector<std::string> peers; ///< NAME=HOST:PORT
  troupe::cluster_options options;
};

void add_cluster_options(CLI::App& program, cluster_flags& out);

/// A program's place in a cluster, or alone.
class cluster_place {
public:
  /// @returns why the program cannot start with these: see
  ///          `troupe::check`, `troupe::check_certificates`.
  static troupe::result<cluster_place> read(const cluster_flags& flags);

  /// Does nothing for a node that is alone.
  void set_up(caf::actor_system_config& config, troupe::node_options& out);

  /// Waits until the node listens.
  /// @returns why it cannot.
  std::optional<troupe::problem> wait();

private:
  using outcome = std::optional<troupe::problem>;

  std::optional<troupe::cluster_options> options_; ///< Nothing: alone.
  std::shared_ptr<std::promise<outcome>> listening_;
};

} // namespace apps
