// Sessions and rooms against a model: sets of names.
#include "chat_world.hpp"

#include <rapidcheck.h>

#include <map>
#include <set>

using namespace troupe;
using namespace tests;

namespace {

struct enter_room {
  std::string room;
};
TROUPE_EVENT(enter_room, "enter_room", room)

struct leave_room {
  std::string room;
};
TROUPE_EVENT(leave_room, "leave_room", room)

caf::message_handler wanderer(session* self, const handshake&) {
  return {
    [self](const enter_room& x) { self->join("room", x.room); },
    [self](const leave_room& x) {
      room_handle{self, {"room", x.room}}.leave();
    },
  };
}

router wanderer_routes() {
  auto out = router{};
  out.add("/wander", with(rate_limit{0, 1}), accepts<enter_room, leave_room>,
          wanderer);
  return out;
}

/// Who is in which room.
using model = std::map<std::string, std::set<std::size_t>>;

/// A few clients that do things, in the simulation and in the model.
struct crowd {
  explicit crowd(std::uint64_t seed)
    : sim(wanderer_routes(), [seed] {
        auto options = simulation_options{};
        options.seed = seed;
        return options;
      }()) {
    for (int i = 0; i < 3; ++i)
      clients.push_back(sim.connect("/wander"));
  }

  void act(std::uint8_t what) {
    auto who = what % clients.size();
    auto room = std::string(1, static_cast<char>('a' + what / 8 % 3));
    switch (what / 32 % 8) {
      case 0:
        clients[who].vanishes();
        leave_all(who);
        clients[who] = sim.connect("/wander");
        break;
      case 1: sim.settle(); break;
      case 2:
      case 3:
      case 4:
        clients[who].sends(leave_room{room});
        expected[room].erase(who);
        break;
      default: clients[who].sends(enter_room{room}); expected[room].insert(who);
    }
  }

  void leave_all(std::size_t who) {
    for (auto& [room, members] : expected)
      members.erase(who);
  }

  /// Room by room, how many are in it.
  std::map<std::string, std::size_t> counted() {
    auto out = std::map<std::string, std::size_t>{};
    for (const auto& each : sim.on().rooms())
      out[each.room.name] = each.members;
    return out;
  }

  std::map<std::string, std::size_t> wanted() const {
    auto out = std::map<std::string, std::size_t>{};
    for (const auto& [room, members] : expected)
      if (!members.empty())
        out[room] = members.size();
    return out;
  }

  simulation sim;
  std::vector<client> clients;
  model expected;
};

} // namespace

TEST_CASE("joins, leaves and ends in any order agree with sets of names",
          "[room]") {
  CHECK(
    rc::check([](const std::vector<std::uint8_t>& acts, std::uint32_t seed) {
      crowd world{seed};
      world.sim.upholds(invariants::one_room_per_key());
      world.sim.upholds(invariants::no_leaked_actor());
      for (auto what : acts)
        world.act(what);
      world.sim.settle();
      RC_ASSERT(world.counted() == world.wanted());
    }));
}
