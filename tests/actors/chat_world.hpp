// The chat program's channels in a simulation, for the tests here.
#pragma once

#include <apps/chat/channels.hpp>
#include <apps/chat/events.hpp>

#include <troupe/testkit/explore.hpp>
#include <troupe/testkit/simulation.hpp>

#include "catch.hpp"

namespace tests {

using namespace std::chrono_literals;

inline troupe::router chat_routes() {
  auto routes = troupe::router{};
  chat::add_chat(routes);
  chat::add_room(routes);
  chat::add_echo(routes);
  return routes;
}

/// A simulated chat server.
struct chat_world {
  explicit chat_world(troupe::simulation_options options = {})
    : sim(chat_routes(), std::move(options)) {}

  /// Connects and lets everything happen that follows.
  troupe::client enter(std::string_view path) {
    auto made = sim.connect(path);
    sim.settle();
    return made;
  }

  troupe::simulation sim;
};

/// The `seq` of all chat messages that a client got, in order of arrival.
inline std::vector<std::uint64_t> numbers(const troupe::client& who) {
  auto out = std::vector<std::uint64_t>{};
  for (const auto& x : who.all("chat_message"))
    out.push_back(x.at("seq"));
  return out;
}

} // namespace tests
