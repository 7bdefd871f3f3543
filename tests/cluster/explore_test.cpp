// Random schedules of three nodes, with everything that goes wrong.
#include "cluster_world.hpp"

#include <caf/error.hpp>

#include <functional>
#include <map>

using namespace troupe;
using namespace tests;

namespace {

const auto rooms = std::vector<std::string>{"lobby", "r", "rx"};

std::vector<fault> troubles() {
  auto out
    = std::vector<fault>{faults::time_passes(300ms), faults::time_passes(3s)};
  for (auto [x, y] : {std::pair{"a", "b"}, {"b", "c"}, {"c", "a"}}) {
    out.push_back(faults::link_cut(x, y));
    out.push_back(faults::link_silenced(x, y));
    out.push_back(faults::link_healed(x, y));
    out.push_back(faults::link_healed(x, y));
  }
  for (const auto& each : node_names) {
    out.push_back(faults::node_killed(each));
    out.push_back(faults::node_killed(each, peers_see::silence));
    out.push_back(faults::node_restarted(each));
  }
  for (const auto& each : rooms)
    out.push_back(faults::room_crashes({"chat", each}));
  return out;
}

/// Every epoch is one room's, on one node.
invariant one_owner_per_epoch() {
  using owners = std::map<std::uint64_t, std::pair<std::string, room_key>>;
  auto seen = std::make_shared<owners>();
  return {"one owner per epoch", [seen](simulation& sim) {
            for (const auto& each : sim.nodes())
              for (const auto& x : each->rooms()) {
                auto here = std::pair{each->name(), x.room};
                auto [known, fresh] = seen->try_emplace(x.epoch, here);
                if (!fresh && known->second != here)
                  return x.room.name + " has the epoch of another room";
              }
            return std::string{};
          }};
}

/// A client that talks, and what became of what it said.
struct talker {
  client who;
  std::string room;
  std::string node;
  int said = 0;
};

struct talk {
  explicit talk(simulation& world) : sim(world) {
    sim.advance(2s);
    sim.upholds(invariants::numbered_without_gap());
    sim.upholds(invariants::one_room_per_key());
    sim.upholds(one_owner_per_epoch());
  }

  void enter(const std::string& node, const std::string& room) {
    auto options = connect_options{};
    options.node = node;
    people.push_back({sim.connect("/chat/" + room, options), room, node});
  }

  void all_talk() {
    for (auto& each : people)
      say(each.who, std::to_string(each.who.number()) + ":"
                      + std::to_string(++each.said));
  }

  /// All nodes are there, all links, and time to find each other.
  void make_up() {
    for (const auto& each : node_names)
      if (!sim.on(each).alive())
        sim.restart(each);
    sim.heal("a", "b");
    sim.heal("b", "c");
    sim.heal("c", "a");
    sim.advance(20s);
    std::erase_if(
      people, [](const talker& x) { return x.who.close_code().has_value(); });
  }

  std::size_t members(const std::string& room) {
    return static_cast<std::size_t>(
      std::count_if(people.begin(), people.end(),
                    [&](const auto& x) { return x.room == room; }));
  }

  simulation& sim;
  std::vector<talker> people;
};

/// Nobody reads a line twice, nor one of somebody before an earlier one.
void lines_in_order(const talk& all) {
  for (const auto& reader : all.sim.clients()) {
    auto last = std::map<std::string, int>{};
    for (const auto& line : heard(reader)) {
      auto colon = line.find(':');
      auto number = std::stoi(line.substr(colon + 1));
      auto& before = last[line.substr(0, colon)];
      expect(number > before, "lines come once, in their writer's order");
      before = number;
    }
  }
}

/// Each room is where it belongs, with all that are in it, and they talk.
void all_is_well(talk& all) {
  for (const auto& room : rooms) {
    auto found = std::vector<std::pair<std::string, std::size_t>>{};
    for (const auto& each : all.sim.nodes())
      for (const auto& x : each->rooms())
        if (x.room.name == room)
          found.emplace_back(each->name(), x.members);
    auto here = all.members(room);
    if (here == 0) {
      expect(found.empty(), "an empty room ends");
      continue;
    }
    expect(found.size() == 1, "a room has one home in the end");
    expect(found[0].first == cluster_world::owner(room),
           "a room is where it belongs in the end");
    expect(found[0].second == here, "a room has all its members in the end");
  }
  all.all_talk();
  all.sim.advance(1s);
  for (const auto& writer : all.people) {
    auto line
      = std::to_string(writer.who.number()) + ":" + std::to_string(writer.said);
    for (const auto& reader : all.people) {
      auto lines = heard(reader.who);
      auto times = std::count(lines.begin(), lines.end(), line);
      expect(times == (reader.room == writer.room ? 1 : 0),
             "in the end all of a room hear each line once");
    }
  }
}

void suffer(simulation& sim) {
  auto all = talk{sim};
  for (const auto& node : node_names)
    for (const auto& room : rooms)
      all.enter(node, room);
  sim.settle();
  for (int i = 0; i < 6; ++i) {
    sim.suffers(troubles(), 1);
    all.all_talk();
    sim.advance(300ms);
    all.enter(node_names[static_cast<std::size_t>(i) % 3], rooms[0]);
  }
  all.make_up();
  lines_in_order(all);
  all_is_well(all);
  lines_in_order(all);
  for (const auto& each : all.people)
    each.who.vanishes();
  sim.advance(2s);
  for (const auto& each : sim.nodes())
    expect(each->rooms().empty(), "no room outlives its members");
}

} // namespace

TEST_CASE("a cluster heals from whatever happens to it", "[cluster-explore]") {
  cluster_world::silence quiet;
  explore(200, {cluster_routes, three_nodes()}, suffer);
}
