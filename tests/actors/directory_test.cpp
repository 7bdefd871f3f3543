// The end of a room, and who comes at that moment.
#include "chat_world.hpp"

#include <testkit/mutants.hpp>

#include <optional>

using namespace troupe;
using namespace tests;

namespace {

/// Ann leaves, the room empties; Bob and Eve come.
void empties_while_joined(simulation& sim) {
  sim.upholds(invariants::one_room_per_key());
  auto ann = sim.connect("/chat/lobby");
  sim.settle();
  ann.vanishes();
  auto bob = sim.connect("/chat/lobby");
  auto eve = sim.connect("/chat/lobby");
  bob.sends(chat::chat_message{"hi"});
  sim.settle();
  expect(bob.count("system") == 1, "bob is welcomed once");
  expect(eve.count("system") == 1, "eve is welcomed once");
  expect(bob.count("chat_message") == 1, "bob hears himself");
  eve.sends(chat::chat_message{"ho"});
  sim.settle();
  expect(bob.count("chat_message") == 2, "bob hears eve");
  expect(numbers(bob).back() == numbers(eve).back(),
         "both are in the same room");
}

exploration with_hasty_rooms() {
  auto out = exploration{chat_routes};
  mutate_rooms<hasty_room>(out.options.actors);
  return out;
}

/// Which schedule loses somebody, if one of the first `runs` does.
std::optional<schedule_failed> lost_in(std::size_t runs) {
  try {
    explore(runs, with_hasty_rooms(), empties_while_joined);
  } catch (const schedule_failed& found) {
    return found;
  }
  return std::nullopt;
}

} // namespace

TEST_CASE("a room that empties while somebody joins loses nobody",
          "[directory]") {
  CHECK(explore(10'000, {chat_routes}, empties_while_joined) > 0);
}

TEST_CASE("a room that does not wait for the directory is found within 500",
          "[directory]") {
  auto found = lost_in(500);
  REQUIRE(found);
  INFO(found->what());
  CHECK(found->seed <= 500);
  auto options = with_hasty_rooms().options;
  options.seed = found->seed;
  simulation again{chat_routes(), options};
  CHECK_THROWS(empties_while_joined(again));
  CHECK(again.trace_hash() == found->trace_hash);
}
