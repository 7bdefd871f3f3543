// Which loop rooms and connections are given.
#include <troupe/actors/loop_affinity.hpp>

#include "catch.hpp"

#include <string>
#include <vector>

using namespace troupe;

namespace {

/// Enters, each on the loop that is next. @returns the loop of each.
std::vector<std::size_t>
loops_of(loop_affinity& affinity, const std::string& name, int connections) {
  auto out = std::vector<std::size_t>{};
  for (int i = 0; i < connections; ++i)
    out.push_back(affinity.enter(name, static_cast<std::size_t>(i % 2)).loop);
  return out;
}

} // namespace

TEST_CASE("those who come to one name share the loop of its room",
          "[loop_affinity]") {
  loop_affinity affinity{2, 8};
  auto loops = loops_of(affinity, "one", 8);
  for (auto loop : loops)
    CHECK(loop == loops.front());
  CHECK(affinity.loop_of_room("one") == loops.front());
}

TEST_CASE("who comes to a room that is there already comes to its loop",
          "[loop_affinity]") {
  for (const auto* name : {"one", "two", "three", "four"}) {
    loop_affinity affinity{4, 8};
    auto room = affinity.loop_of_room(name);
    CHECK(affinity.enter(name, 0).loop == room);
    CHECK(affinity.loop_of_room(name) == room);
  }
}

TEST_CASE("those beyond the limit stay where they are", "[loop_affinity]") {
  loop_affinity affinity{2, 2};
  auto loops = loops_of(affinity, "one", 6);
  CHECK(loops == std::vector<std::size_t>{0, 0, 0, 1, 0, 1});
}

TEST_CASE("a place that becomes free is taken by the next", "[loop_affinity]") {
  loop_affinity affinity{2, 1};
  auto first = affinity.enter("one", 0);
  CHECK(affinity.enter("one", 1).loop == 1);
  affinity.leave(first);
  CHECK(affinity.enter("one", 1).loop == 0);
}

TEST_CASE("new names go to the loop with the fewest connections",
          "[loop_affinity]") {
  loop_affinity affinity{2, 32};
  auto members = std::vector<int>(2);
  for (int name = 0; name < 10; ++name)
    for (auto loop : loops_of(affinity, std::to_string(name), 10))
      ++members[loop];
  CHECK(members == std::vector<int>{50, 50});
}

TEST_CASE("a loop that is far fuller than another does not get its names back",
          "[loop_affinity]") {
  loop_affinity affinity{2, 4};
  auto room = affinity.loop_of_room("one");
  for (int i = 0; i < 16; ++i)
    affinity.enter({}, room);
  auto last_there = affinity.enter("one", 1 - room);
  CHECK(last_there.loop == room);
  affinity.leave(last_there);
  affinity.enter({}, room);
  CHECK(affinity.enter("one", room).loop == 1 - room);
}

TEST_CASE("without a name, a limit or a second loop nobody moves",
          "[loop_affinity]") {
  CHECK(loop_affinity{2, 8}.enter({}, 1).loop == 1);
  loop_affinity off{2, 0};
  CHECK(loops_of(off, "one", 2) == std::vector<std::size_t>{0, 1});
  CHECK(off.loop_of_room("one") == off.loop_of_room("one"));
  loop_affinity alone{1, 8};
  CHECK(alone.enter("one", 0).loop == 0);
  CHECK(alone.loop_of_room("one") == 0);
}
