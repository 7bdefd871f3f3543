// Which nodes are there.
#pragma once

#include <troupe/actors/cluster/messages.hpp>
#include <troupe/actors/cluster/options.hpp>
#include <troupe/actors/clustering.hpp>

#include <caf/io/middleman_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace troupe {

/// What the cluster starts with.
struct cluster_setup {
  cluster_options options;
  clustering_setup around;
  directory_actor own;
  placement_actor placement;
  prober_actor prober; ///< Empty: CAF may connect at once.
  /// Who connects and listens: CAF's middleman, or that of its TLS.
  std::function<caf::io::middleman_actor(caf::actor_system&)> middleman;
  /// Is kept at the number of links.
  std::shared_ptr<std::atomic<std::size_t>> number_of_links;
  /// One a peer, in the order of `options.peers`.
  std::vector<std::shared_ptr<peer_totals>> totals;
};

/// The CLUSTER's actor: dials the peers that stand behind this node in the
/// alphabet, one at a time, takes the hello of those before it, keeps the link
/// to each, and tells the placement which nodes there are.
class cluster final : public cluster_actor::base {
public:
  cluster(caf::actor_config& config, cluster_setup setup);

  const char* name() const override {
    return "troupe.cluster";
  }

  behavior_type make_behavior() override;
  void on_exit() override;

private:
  using milliseconds = std::chrono::milliseconds;

  struct peer {
    node_address where;
    link_actor link;               ///< Empty: it is not there.
    std::uint64_t incarnation = 0; ///< Of the last hello.
    bool given_time = true;        ///< Its rooms wait for it.
    bool leaving = false;          ///< It has given them away.
    std::uint64_t dial_turn = 0;
    std::uint64_t grace_turn = 0;
    milliseconds retry{0};
    std::string trouble; ///< As it was logged last.
  };

  // -- dialling ---------------------------------------------------------------

  void listen();
  void dial(std::size_t which);
  void dial_next();
  void connect(std::size_t which);
  void greet(std::size_t which, const caf::strong_actor_ptr& found);
  void fail(std::size_t which, const std::string& why);
  void end_dial();
  bool dials(const peer& whom) const;
  milliseconds jittered(milliseconds wait) const;

  // -- links ------------------------------------------------------------------

  node_welcome answer(const node_hello& x);
  std::string refusal_of(const node_hello& x) const;
  link_actor make_link(const peer& to);
  void use(peer& to, const link_actor& link, std::uint64_t incarnation);
  void lose(const caf::actor_addr& link);
  void end_grace(const peer_timer& x);
  void see_leaving(const std::string& name);
  void leave();
  peer* find(const std::string& name);
  std::size_t index_of(const peer& which) const;
  std::vector<link_actor> links() const;

  // -- what others see --------------------------------------------------------

  void tell_view();
  cluster_view view() const;
  caf::result<std::string> status();

  cluster_setup setup_;
  std::uint64_t incarnation_;
  caf::io::middleman_actor middleman_;
  node_guard_actor guard_;
  std::vector<peer> peers_; ///< Never changes its size.
  std::deque<std::size_t> to_dial_;
  bool dialling_ = false;
  bool leaving_ = false;
  std::uint64_t version_ = 0;
};

} // namespace troupe
