// What a simulation of several nodes can do.
#include <troupe/testkit/simulation.hpp>

#include <troupe/testkit/simulated_middleman.hpp>

#include <algorithm>
#include <stdexcept>

namespace troupe {

namespace {

/// Where nodes listen for those that want a link, but no actor.
constexpr std::uint16_t link_port = 1;

std::size_t index_of(const simulation& sim, std::string_view node) {
  const auto& all = sim.nodes();
  auto found = std::find_if(all.begin(), all.end(),
                            [&](const auto& x) { return x->name() == node; });
  if (found == all.end())
    throw std::out_of_range{"no node " + std::string{node}};
  return static_cast<std::size_t>(found - all.begin());
}

std::pair<std::size_t, std::size_t>
link_of(const simulation& sim, std::string_view a, std::string_view b) {
  auto out = std::pair{index_of(sim, a), index_of(sim, b)};
  if (out.first == out.second)
    throw std::invalid_argument{"no link from a node to itself"};
  return out;
}

} // namespace

// -- a node -------------------------------------------------------------------

void simulated_node::publish(caf::strong_actor_ptr whom,
                             std::set<std::string> signatures,
                             std::uint16_t port) {
  if (!backend_ || backend_->listens(port))
    throw std::invalid_argument{name() + " cannot listen at port "
                                + std::to_string(port)};
  publish_at(*system_, port, std::move(whom), std::move(signatures), [] {});
}

void simulated_node::dial(std::string host, std::uint16_t port,
                          std::function<void(caf::strong_actor_ptr)> then) {
  if (!backend_)
    throw std::invalid_argument{name() + " is in no network"};
  dial_from(*system_, std::move(host), port, [this, then](auto found) {
    if (alive_)
      then(std::move(found));
  });
}

void simulated_node::link(simulated_node& from) {
  auto dial = [this, &from] {
    if (alive_ && from.alive_)
      from.dial(name(), link_port, [](const auto&) {});
  };
  if (backend_->listens(link_port))
    dial();
  else
    publish_at(*system_, link_port, nullptr, {}, dial);
}

// -- the links ----------------------------------------------------------------

void simulation::link(std::string_view from, std::string_view to) {
  linked_.insert(link_of(*this, from, to));
  connect_links();
}

void simulation::connect_links() {
  for (auto [from, to] : linked_)
    if (nodes_[from]->alive() && nodes_[to]->alive()
        && !network_->connected(from, to))
      nodes_[to]->link(*nodes_[from]);
}

void simulation::cut(std::string_view a, std::string_view b) {
  auto [first, second] = link_of(*this, a, b);
  network_->cut(first, second);
}

void simulation::silence(std::string_view a, std::string_view b) {
  auto [first, second] = link_of(*this, a, b);
  network_->silence(first, second);
}

void simulation::heal(std::string_view a, std::string_view b) {
  auto [first, second] = link_of(*this, a, b);
  network_->heal(first, second);
  connect_links();
}

caf::strong_actor_ptr
simulation::reach(std::string_view from, std::string_view to,
                  std::uint16_t port) {
  auto found = std::make_shared<caf::strong_actor_ptr>();
  settle();
  on(from).dial(std::string{to}, port, [found](const auto& x) { *found = x; });
  settle();
  return *found;
}

// -- the nodes ----------------------------------------------------------------

void simulation::start_node(std::size_t index) {
  nodes_[index] = std::make_unique<simulated_node>(
    simulated_node_options{
      options_.nodes[index], options_of(options_.nodes[index]),
      options_.configure, elapsed_, network_.get(), index,
      options_.heartbeat_interval, options_.connection_timeout},
    routes_);
  if (options_.start)
    options_.start(*nodes_[index]);
}

simulated_node& simulation::on(std::string_view name) {
  return *nodes_[name.empty() ? 0 : index_of(*this, name)];
}

void simulation::kill(std::string_view node, peers_see what) {
  nodes_[index_of(*this, node)]->kill(what);
}

void simulation::restart(std::string_view node) {
  auto index = index_of(*this, node);
  kill(node);
  pass(std::chrono::milliseconds{1}); // Ids tell starts apart by their time.
  graveyard_.push_back(std::move(nodes_[index]));
  start_node(index);
  connect_links();
}

} // namespace troupe
