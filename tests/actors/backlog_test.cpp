#include <troupe/actors/backlog.hpp>

#include "catch.hpp"

using namespace troupe;

TEST_CASE("frames without a text count for the memory that they take",
          "[backlog]") {
  counters totals;
  backlog waiting{slow_members::drop_oldest, 100'000, totals};
  std::size_t pongs = 0;
  while (pongs < 100'000 && waiting.add(frame::pong({}), false, 0))
    ++pongs;
  CHECK(pongs > 100);
  CHECK(pongs < 1'000);
  CHECK(waiting.all({}).size() == pongs);
  CHECK(waiting.bytes() == 0);
}
