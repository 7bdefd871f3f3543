#include <troupe/actors/cluster/cluster_node.hpp>

#include <troupe/actors/cluster/cluster.hpp>
#include <troupe/actors/cluster/placement.hpp>
#include <troupe/actors/cluster/tls_middleman.hpp>

#include <caf/io/middleman.hpp>
#include <caf/send.hpp>

#include <atomic>
#include <utility>

namespace troupe {

namespace {

class cluster_node final : public clustering {
public:
  cluster_node(caf::actor_system& system, cluster_options options,
               prober_actor prober)
    : system_(system),
      options_(std::move(options)),
      prober_(std::move(prober)) {
    for (const auto& each : options_.peers)
      peers_.push_back(std::make_shared<peer_totals>(each.name));
  }

  std::uint64_t number() const override {
    return node_number(options_.self.name);
  }

  directory_actor make_front(clustering_setup setup) override {
    around_ = std::move(setup);
    placement_ = system_.spawn<placement>(
      placement_setup{options_.self.name, around_, options_.ask_timeout});
    return placement_;
  }

  void start(directory_actor own) override {
    if (speaks_tls(options_))
      tls_ = spawn_tls_middleman(system_, options_);
    caf::anon_send(placement_, caf::put_atom_v, own);
    cluster_ = system_.spawn<cluster>(
      cluster_setup{options_, around_, std::move(own), placement_, prober_,
                    [tls = tls_](caf::actor_system& system) {
                      return tls ? tls : system.middleman().actor_handle();
                    },
                    links_, peers_});
  }

  lookout_actor others() const override {
    return cluster_;
  }

  cluster_status_actor status() const override {
    return cluster_;
  }

  const std::vector<std::shared_ptr<peer_totals>>& peers() const override {
    return peers_;
  }

  bool alone() const override {
    return *links_ == 0;
  }

  void leave() override {
    caf::anon_send(cluster_, caf::leave_atom_v);
  }

  void stop() override {
    constexpr auto why = caf::exit_reason::user_shutdown;
    caf::anon_send_exit(cluster_, why);
    caf::anon_send_exit(placement_, why);
    for (const auto& each : {caf::actor_cast<caf::actor>(prober_),
                             caf::actor_cast<caf::actor>(tls_)})
      if (each)
        caf::anon_send_exit(each, why);
    tls_ = nullptr;
  }

private:
  caf::actor_system& system_;
  cluster_options options_;
  prober_actor prober_;
  clustering_setup around_;
  std::shared_ptr<std::atomic<std::size_t>> links_
    = std::make_shared<std::atomic<std::size_t>>(0);
  std::vector<std::shared_ptr<peer_totals>> peers_;
  caf::io::middleman_actor tls_; ///< Empty: CAF's own.
  placement_actor placement_;
  cluster_actor cluster_;
};

} // namespace

void add_cluster_messages(caf::actor_system_config& config) {
  config.add_message_types<caf::id_block::troupe_cluster>();
}

void configure_cluster(caf::actor_system_config& config,
                       const cluster_options& options) {
  add_cluster_messages(config);
  config.load<caf::io::middleman>();
  config.set("middleman.heartbeat-interval", caf::timespan{options.heartbeat});
  config.set("middleman.connection-timeout", caf::timespan{options.timeout});
}

std::unique_ptr<clustering>
make_cluster_node(caf::actor_system& system, cluster_options options,
                  std::function<prober_actor(caf::actor_system&)> make_prober) {
  return std::make_unique<cluster_node>(system, std::move(options),
                                        make_prober ? make_prober(system)
                                                    : prober_actor{});
}

} // namespace troupe
