// Chat servers that are a cluster, in one simulation.
#pragma once

#include <apps/chat/channels.hpp>
#include <apps/chat/events.hpp>

#include <troupe/actors/cluster/rendezvous.hpp>
#include <troupe/testkit/clustered.hpp>
#include <troupe/testkit/explore.hpp>

#include "catch.hpp"
#include "silence.hpp"

#include <caf/event_based_actor.hpp>

#include <memory>
#include <optional>
#include <set>
#include <stdexcept>

namespace tests {

using namespace std::chrono_literals;

inline const auto node_names = std::vector<std::string>{"a", "b", "c"};

/// Asks one thing, and keeps the answer.
template <class Answer, class Handle, class Question>
class asker final : public caf::event_based_actor {
public:
  asker(caf::actor_config& config, Handle whom, Question what,
        std::shared_ptr<std::optional<Answer>> out)
    : event_based_actor(config), whom_(whom), what_(what), out_(out) {}

  caf::behavior make_behavior() override {
    request(whom_, 5s, what_)
      .then([this](const Answer& x) { *out_ = x; }, [](const caf::error&) {});
    return {};
  }

private:
  Handle whom_;
  Question what_;
  std::shared_ptr<std::optional<Answer>> out_;
};

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
  explicit cluster_world(troupe::simulation_options options = three_nodes(),
                         const troupe::router& routes = cluster_routes())
    : quiet(), sim(routes, std::move(options)) {
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

  /// What an actor says, asked by one of that node.
  template <class Answer, class Handle, class Question>
  std::optional<Answer>
  ask(const std::string& node, const Handle& whom, Question what) {
    auto out = std::make_shared<std::optional<Answer>>();
    sim.on(node).system().spawn<asker<Answer, Handle, Question>>(whom, what,
                                                                 out);
    sim.settle();
    return *out;
  }

  const troupe::peer_totals&
  link(const std::string& from, const std::string& to) {
    for (const auto& each : sim.on(from).actors().others()->peers())
      if (each->peer == to)
        return *each;
    throw std::out_of_range{to};
  }

  static std::string owner(const std::string& room,
                           const std::vector<std::string>& names = node_names) {
    return troupe::owner_of({"chat", room}, names);
  }

  /// A room that lives on this node.
  static std::string room_of(const std::string& node) {
    auto out = std::string{"r"};
    while (owner(out) != node)
      out += 'x';
    return out;
  }

  silence quiet;
  troupe::simulation sim;
};

/// How often a client was told that its room moved.
inline std::size_t moves(const troupe::client& who) {
  auto out = std::size_t{0};
  for (const auto& each : who.all("system"))
    out += each.value("event", "") == "room_moved";
  return out;
}

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
