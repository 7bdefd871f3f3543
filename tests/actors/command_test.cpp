// What a session tells a room of a kind of its own.
#include "catch.hpp"

#include <troupe/actors/room.hpp>
#include <troupe/actors/session.hpp>
#include <troupe/testkit/simulation.hpp>

using namespace troupe;

namespace {

/// Remembers who is in it, and counts what members and others tell it.
class tally final : public room {
public:
  using room::room;

private:
  caf::result<room_answer> command(const room_command& x) override {
    if (x.name == "number")
      return room_answer{0, {}, {}, std::to_string(++numbers_)};
    auto inside = here_.contains(x.session) ? "inside" : "outside";
    return room_answer{0, {}, {}, '"' + std::string{inside} + '"'};
  }

  void join(const join_request& x) override {
    here_.insert(x.session);
    room::join(x);
  }

  void leave(const leave_request& x) override {
    here_.erase(x.session);
    room::leave(x);
  }

  std::set<session_id> here_;
  int numbers_ = 0;
};

struct count_me {};
TROUPE_EVENT(count_me, "count_me")

struct number_me {
  int given = 0;
};
TROUPE_EVENT(number_me, "number_me", given)

struct numbered {
  int given = 0;
  int taken = 0;
};
TROUPE_EVENT(numbered, "numbered", given, taken)

struct enter_it {};
TROUPE_EVENT(enter_it, "enter")

struct leave_it {};
TROUPE_EVENT(leave_it, "leave")

struct counted {
  std::string where;
};
TROUPE_EVENT(counted, "counted", where)

const auto key = room_key{"tally", "t"};

router tally_routes() {
  auto out = router{};
  out.add("/tally", accepts<count_me, number_me, enter_it, leave_it>,
          [](session* self, const handshake&) {
            return caf::message_handler{
              [self](const enter_it&) { self->join(key.kind, key.name); },
              [self](const leave_it&) { self->leave(key); },
              [self](const count_me&) {
                self->command(key, "count", "{}", [self](const room_answer& x) {
                  self->push(counted{json::parse(x.data)});
                });
              },
              [self](const number_me& x) {
                self->command(
                  key, "number", "{}",
                  [self, given = x.given](const room_answer& y) {
                    self->push(numbered{given, json::parse(y.data)});
                  });
              },
              [](const joined&) {},
            };
          });
  return out;
}

simulation_options with_tally(std::uint64_t seed = 0) {
  auto out = simulation_options{};
  out.seed = seed;
  out.actors.room_kinds[key.kind].make = spawn_room<tally>;
  return out;
}

std::vector<std::string> answers(const client& who) {
  auto out = std::vector<std::string>{};
  for (const auto& each : who.all("counted"))
    out.push_back(each.at("where"));
  return out;
}

} // namespace

TEST_CASE("anybody may tell a room something", "[command]") {
  simulation sim{tally_routes(), with_tally()};
  auto ann = sim.connect("/tally");
  ann.sends(count_me{});
  sim.settle();
  CHECK(answers(ann) == std::vector<std::string>{"outside"});
}

TEST_CASE("what a member tells its room comes before its leave, in any order "
          "of all else",
          "[command]") {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    INFO("seed " << seed);
    simulation sim{tally_routes(), with_tally(seed)};
    auto ann = sim.connect("/tally"), bob = sim.connect("/tally");
    ann.sends(enter_it{});
    bob.sends(enter_it{});
    sim.settle();
    ann.sends(count_me{});
    ann.sends(leave_it{});
    sim.settle();
    CHECK(answers(ann) == std::vector<std::string>{"inside"});
  }
}

TEST_CASE("a command to a room that has just crashed reaches the next one",
          "[command]") {
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    INFO("seed " << seed);
    simulation sim{tally_routes(), with_tally(seed)};
    auto ann = sim.connect("/tally");
    ann.sends(enter_it{});
    sim.settle();
    ann.sends(count_me{});
    sim.crash_room(key);
    sim.settle();
    CHECK(ann.count("error") == 0);
    CHECK(answers(ann).size() == 1);
  }
}

TEST_CASE("commands of one session come in their order, while it joins too",
          "[command]") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    INFO("seed " << seed);
    simulation sim{tally_routes(), with_tally(seed)};
    auto ann = sim.connect("/tally");
    ann.sends(enter_it{});
    for (int i = 1; i <= 8; ++i)
      ann.sends(number_me{i});
    sim.settle();
    auto all = ann.all("numbered");
    REQUIRE(all.size() == 8);
    for (const auto& each : all)
      CHECK(each.at("given") == each.at("taken"));
  }
}
