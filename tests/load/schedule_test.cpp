#include <apps/load/schedule.hpp>

#include "catch.hpp"

using load::schedule;
using namespace std::chrono_literals;

namespace {

const auto start = load::clock::time_point{} + 1h;

schedule started(double rate) {
  auto out = schedule{rate};
  out.start(start);
  return out;
}

} // namespace

TEST_CASE("what is due at a rate is evenly spread", "[schedule]") {
  auto ten = started(10);
  CHECK(ten.take(start) == start);
  CHECK_FALSE(ten.is_due(start + 99ms));
  CHECK(ten.next() == start + 100ms);
  CHECK(ten.is_due(start + 100ms));
}

TEST_CASE("who comes late takes what was due before", "[schedule]") {
  auto ten = started(10);
  for (int i = 0; i < 5; ++i) {
    REQUIRE(ten.is_due(start + 450ms));
    CHECK(ten.take(start + 450ms) == start + i * 100ms);
  }
  CHECK_FALSE(ten.is_due(start + 450ms));
}

TEST_CASE("what nobody took is counted up to the end, which is not in it",
          "[schedule]") {
  auto ten = started(10);
  CHECK(ten.untaken(start) == 0);
  CHECK(ten.untaken(start + 1ms) == 1);
  CHECK(ten.untaken(start + 1s) == 10);
  ten.take(start + 1s);
  CHECK(ten.untaken(start + 1s) == 9);
  for (int i = 0; i < 10; ++i)
    ten.take(start + 1s);
  CHECK(ten.untaken(start + 1s) == 0);
}

TEST_CASE("without a rate something is always due, as of now", "[schedule]") {
  auto any = started(0);
  for (auto now : {start, start, start + 1s}) {
    CHECK(any.is_due(now));
    CHECK(any.take(now) == now);
  }
  CHECK(any.untaken(start + 1h) == 0);
}
