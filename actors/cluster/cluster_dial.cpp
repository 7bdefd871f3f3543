// How a node finds its peers.
#include <troupe/actors/cluster/cluster.hpp>
#include <troupe/actors/cluster/guard.hpp>
#include <troupe/actors/log.hpp>

#include <algorithm>
#include <set>
#include <utility>

namespace troupe {

namespace {

/// For the middleman, which does one thing at a time.
constexpr auto middleman_timeout = std::chrono::seconds{10};

} // namespace

void cluster::listen() {
  guard_ = system().spawn<guard>(cluster_actor{this});
  const auto& self = setup_.options.self;
  auto tell = [this](std::optional<problem> what) {
    if (setup_.options.on_listening)
      setup_.options.on_listening(std::move(what));
  };
  request(middleman_, middleman_timeout, caf::publish_atom_v, self.port,
          caf::actor_cast<caf::strong_actor_ptr>(guard_),
          system().message_types<node_guard_actor>(), self.host, true)
    .then([tell](std::uint16_t) { tell(std::nullopt); },
          [this, tell](const caf::error& why) {
            auto words = "nodes cannot reach this one: " + system().render(why);
            log::error("cluster_port", {{"why", words}});
            tell(problem{error_code::unavailable, words, {}});
          });
}

bool cluster::dials(const peer& whom) const {
  return setup_.options.self.name < whom.where.name;
}

cluster::milliseconds cluster::jittered(milliseconds wait) const {
  auto half = static_cast<std::uint64_t>(wait.count()) / 2;
  auto shorter = setup_.around.random() % (half + 1);
  return wait - milliseconds{static_cast<std::int64_t>(shorter)};
}

void cluster::dial(std::size_t which) {
  to_dial_.push_back(which);
  dial_next();
}

void cluster::dial_next() {
  if (dialling_ || to_dial_.empty())
    return;
  auto which = to_dial_.front();
  to_dial_.pop_front();
  if (peers_[which].link)
    return dial_next();
  dialling_ = true;
  if (!setup_.prober)
    return connect(which);
  const auto& where = peers_[which].where;
  request(setup_.prober, 2 * setup_.options.dial_timeout, where.host,
          where.port)
    .then(
      [this, which](bool there) {
        if (there)
          connect(which);
        else
          fail(which, "nothing listens there");
      },
      [this, which](const caf::error&) { fail(which, "no way there"); });
}

void cluster::connect(std::size_t which) {
  const auto& where = peers_[which].where;
  request(middleman_, middleman_timeout, caf::connect_atom_v, where.host,
          where.port)
    .then(
      [this, which](const caf::node_id&, const caf::strong_actor_ptr& found,
                    const std::set<std::string>& types) {
        if (found && types == system().message_types<node_guard_actor>())
          greet(which, found);
        else
          fail(which, "what listens there is no node of this version");
      },
      [this, which](const caf::error& why) {
        fail(which, system().render(why));
      });
}

void cluster::greet(std::size_t which, const caf::strong_actor_ptr& found) {
  auto link = make_link(peers_[which]);
  const auto& options = setup_.options;
  auto give_up = [this, which, link](const std::string& why) {
    send_exit(link, caf::exit_reason::kill);
    fail(which, why);
  };
  request(caf::actor_cast<node_guard_actor>(found), options.dial_timeout,
          node_hello{link_protocol, options.id, peers_[which].where.name,
                     options.self.name, incarnation_, link})
    .then(
      [this, which, link, give_up](const node_welcome& x) {
        if (!x.refusal.empty())
          return give_up("it refuses this node: " + x.refusal);
        send(link, link_open{x.link});
        use(peers_[which], link, x.incarnation);
        end_dial();
      },
      [give_up](const caf::error&) { give_up("it does not answer"); });
}

void cluster::fail(std::size_t which, const std::string& why) {
  auto& whom = peers_[which];
  if (std::exchange(whom.trouble, why) != why)
    log::warning("peer_away", {{"peer", whom.where.name}, {"why", why}});
  delayed_send(this, jittered(whom.retry), caf::connect_atom_v,
               peer_timer{which, ++whom.dial_turn});
  whom.retry = std::min(2 * whom.retry, setup_.options.last_retry);
  end_dial();
}

void cluster::end_dial() {
  dialling_ = false;
  dial_next();
}

} // namespace troupe
