// Chat servers that are a cluster, in one simulation.
#pragma once

#include <apps/chat/channels.hpp>
#include <apps/chat/events.hpp>

#include <troupe/actors/cluster/rendezvous.hpp>
#include <troupe/actors/log.hpp>
#include <troupe/testkit/clustered.hpp>
#include <troupe/testkit/explore.hpp>

#include "catch.hpp"

#include <set>

namespace tests {

using namespace std::chrono_literals;

inline const auto node_names = std::vector<std::string>{"a", "b", "c"};

inline troupe::router cluster_routes() {
  auto out = troupe::router{};
  chat::add_chat(out);
  chat::add_room(out);
  return out;
}

inline troupe::simulation_options three_nodes(std::uint64_t seed = 0) {
  auto out = troupe::simulation_options{};
  out.nodes = node_names;
  out.seed = seed;
  return troupe::clustered(std::move(out));
}

struct cluster_world {
  explicit cluster_world(troupe::simulation_options options = three_nodes())
    : quiet(), sim(cluster_routes(), std::move(options)) {
    sim.advance(3s); // Those that start first dial until all are there.
  }

  troupe::client
  enter(std::string node, std::string_view path = "/chat/lobby") {
    auto options = troupe::connect_options{};
    options.node = std::move(node);
    auto made = sim.connect(path, options);
    sim.settle();
    return made;
  }

  /// The nodes that have this room.
  std::vector<std::string> homes(const std::string& room) {
    auto out = std::vector<std::string>{};
    for (const auto& each : sim.nodes())
      for (const auto& status : each->rooms())
        if (status.room.name == room)
          out.push_back(each->name());
    return out;
  }

  static std::string owner(const std::string& room,
                           const std::vector<std::string>& names = node_names) {
    return troupe::owner_of({"chat", room}, names);
  }

  /// What nodes say of each other is not what tests print.
  struct silence {
    silence() {
      troupe::log::threshold(troupe::log::level::off);
    }
    ~silence() {
      troupe::log::threshold(troupe::log::level::info);
    }
  } quiet;
  troupe::simulation sim;
};

inline void say(const troupe::client& who, std::string what) {
  who.sends(chat::chat_message{std::move(what)});
}

/// What a client has read, in order.
inline std::vector<std::string> heard(const troupe::client& who) {
  auto out = std::vector<std::string>{};
  for (const auto& each : who.all("chat_message"))
    out.push_back(each.at("message"));
  return out;
}

} // namespace tests
