// A game in a cluster.
#pragma once

#include "game_world.hpp"
#include "silence.hpp"

#include <troupe/actors/cluster/rendezvous.hpp>
#include <troupe/testkit/clustered.hpp>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tests {

inline const auto node_names = std::vector<std::string>{"a", "b", "c"};

inline troupe::simulation_options three_nodes() {
  auto out = game_options_of();
  out.nodes = node_names;
  return troupe::clustered(std::move(out));
}

inline troupe::simulation_options without_store() {
  auto out = game_options_of();
  out.nodes = node_names;
  out.adjust
    = [](std::string_view, troupe::node_options& x) { x.make_store = {}; };
  return troupe::clustered(std::move(out));
}

/// Each node has a store of its own, as with `--data-dir`.
inline troupe::simulation_options own_stores() {
  auto stores
    = std::make_shared<std::map<std::string, troupe::simulated_store>>();
  auto out = game_options_of();
  out.nodes = node_names;
  out.adjust = [stores](std::string_view name, troupe::node_options& x) {
    auto& own = (*stores)[std::string{name}];
    x.make_store = [&own](caf::actor_system& sys) { return own.spawn(sys); };
  };
  return troupe::clustered(std::move(out));
}

/// Ann plays White on one node, Bob Black on another; the game is on a node of
/// the test's choice.
struct far_game {
  far_game(const std::string& of_ann, const std::string& of_bob,
           const std::string& home,
           troupe::simulation_options options = three_nodes(),
           const troupe::json& wish = troupe::json::object())
    : quiet(), sim(game_routes(), std::move(options)) {
    sim.advance(3s); // Until all nodes are there.
    do
      id = make_game(sim, wish);
    while (troupe::owner_of({troupe::game::kind, id}, node_names) != home);
    ann.emplace(enter(of_ann));
    bob.emplace(enter(of_bob));
    sits_down(*ann, "white");
    sits_down(*bob, "black");
    sim.settle();
  }

  void play(const troupe::client& who, const std::string& squares) {
    moves(who, squares);
    sim.settle();
  }

  /// The node ends as planned.
  void stop(const std::string& node) {
    sim.on(node).actors().others()->leave();
    sim.advance(5s);
    sim.kill(node);
  }

  std::size_t listed(const std::string& node) {
    caf::scoped_actor self{sim.on(node).system(), true};
    auto asked = self->request(
      sim.on(node).actors().rooms(), 10s,
      troupe::room_command{troupe::lobby::address(), "list", {}, 0});
    sim.settle();
    auto out = troupe::json{};
    asked.receive(
      [&](const troupe::room_answer& x) {
        out = troupe::json::parse(x.data, nullptr, false);
      },
      [](const caf::error&) { FAIL("no list"); });
    return out.at("games").size();
  }

  troupe::client enter(const std::string& node) {
    auto options = troupe::connect_options{};
    options.node = node;
    auto made = sim.connect("/game/" + id, options);
    sim.settle();
    return made;
  }

  silence quiet;
  troupe::simulation sim;
  std::string id;
  std::optional<troupe::client> ann, bob;
};

} // namespace tests
