// Random schedules of three nodes, with everything that goes wrong.
#include "cluster_world.hpp"

#include <caf/error.hpp>

#include <functional>
#include <map>

using namespace troupe;
using namespace tests;

namespace {

const auto rooms = std::vector<std::string>{"lobby", "r", "rx"};

std::vector<fault> troubles_of_nodes() {
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
  return out;
}

std::vector<fault> all_troubles() {
  auto out = troubles_of_nodes();
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
  std::string user_id{};
  bool early = false; ///< It came before anything went wrong.
  int said = 0;
};

struct talk {
  explicit talk(simulation& world) : sim(world) {
    sim.advance(2s);
    sim.upholds(invariants::numbered_without_gap());
    sim.upholds(invariants::one_room_per_key());
    sim.upholds(one_owner_per_epoch());
    sim.upholds(invariants::no_leaked_actor());
  }

  void enter(const std::string& node, const std::string& room) {
    auto options = connect_options{};
    options.node = node;
    people.push_back({sim.connect("/chat/" + room, options), room, node});
    people.back().user_id = people.back().who.user_id();
    if (early)
      sim.settle(); // It knows who came before.
    people.back().early = early;
    if (!people.back().user_id.empty()) // Its node is there.
      everybody.push_back(people.back());
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
  bool early = true;
  std::vector<talker> people;    ///< Who is there.
  std::vector<talker> everybody; ///< Who ever was.
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

/// What a reader was told of somebody: 1 for each `user_joined`, -1 for each
/// `user_left`.
int told_of(const talker& whom, const talker& reader) {
  auto sum = 0;
  for (const auto& x : reader.who.event_frames()) {
    if (!x.is_object() || x.value("user_id", "") != whom.user_id)
      continue;
    auto type = x.value("type", "");
    auto before = sum;
    sum += type == "user_joined" ? 1 : type == "user_left" ? -1 : 0;
    expect(type != "user_left" || before >= 0, "nobody has left twice");
  }
  return sum;
}

/// Whoever is there at the end knows who else is.
void all_know_each_other(const talk& all) {
  for (const auto& reader : all.people)
    for (const auto& whom : all.everybody) {
      if (whom.room != reader.room || whom.who.number() == reader.who.number())
        continue;
      auto sum = told_of(whom, reader);
      auto known_before = whom.early && whom.who.number() < reader.who.number();
      auto there = !whom.who.close_code().has_value();
      auto exact = reader.early && whom.early;
      auto right = sum == there - known_before;
      if (!right && (exact || (sum != there && sum != there - 1)))
        throw std::runtime_error{
          "in the end all know who is there: client "
          + std::to_string(reader.who.number()) + " of " + reader.node
          + " was told " + std::to_string(sum) + " of client "
          + std::to_string(whom.who.number()) + " of " + whom.node + ", who is "
          + (there ? "there" : "gone")};
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
  for (const auto& reader : all.people) {
    auto lines = heard(reader.who);
    for (const auto& writer : all.people) {
      auto line = std::to_string(writer.who.number()) + ":"
                  + std::to_string(writer.said);
      auto times = std::count(lines.begin(), lines.end(), line);
      expect(times == (reader.room == writer.room ? 1 : 0),
             "in the end all of a room hear each line once");
    }
  }
}

talk after(simulation& sim, const std::vector<fault>& troubles) {
  auto all = talk{sim};
  for (const auto& node : node_names)
    for (const auto& room : rooms)
      all.enter(node, room);
  all.early = false;
  for (int i = 0; i < 6; ++i) {
    sim.suffers(troubles, 1);
    all.all_talk();
    sim.advance(300ms);
    all.enter(node_names[static_cast<std::size_t>(i) % 3], rooms[0]);
  }
  all.make_up();
  return all;
}

void all_end_well(talk all) {
  lines_in_order(all);
  all_is_well(all);
  lines_in_order(all);
  auto& sim = all.sim;
  for (const auto& each : all.people)
    each.who.vanishes();
  sim.advance(2s);
  for (const auto& each : sim.nodes())
    expect(each->rooms().empty(), "no room outlives its members");
}

void suffer(simulation& sim) {
  all_end_well(after(sim, all_troubles()));
}

void lose_nodes(simulation& sim) {
  auto all = after(sim, troubles_of_nodes());
  all_know_each_other(all);
  all_end_well(std::move(all));
}

} // namespace

TEST_CASE("a cluster heals from whatever happens to it", "[cluster-explore]") {
  silence quiet;
  explore(2'500, {cluster_routes, three_nodes()}, suffer);
}

TEST_CASE("whatever happens to nodes, members know who is there",
          "[cluster-explore]") {
  silence quiet;
  explore(2'500, {cluster_routes, three_nodes()}, lose_nodes);
}
