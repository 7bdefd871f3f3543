#include <troupe/actors/flood_gate.hpp>

#include "catch.hpp"

using namespace troupe;
using namespace std::chrono_literals;

namespace {

const auto start = token_bucket::time_point{} + 1h;

} // namespace

TEST_CASE("lines within the limit pass", "[flood_gate]") {
  auto gate = flood_gate{5};
  for (int i = 0; i < 5; ++i)
    CHECK(gate.pass("event", start) == 0u);
  CHECK(gate.pass("event", start + 1s) == 0u);
}

TEST_CASE("the first line after a flood says how many were dropped",
          "[flood_gate]") {
  auto gate = flood_gate{2};
  gate.pass("event", start);
  gate.pass("event", start);
  for (int i = 0; i < 7; ++i)
    CHECK_FALSE(gate.pass("event", start));
  CHECK(gate.pass("event", start + 500ms) == 7u);
  CHECK_FALSE(gate.pass("event", start + 500ms));
  CHECK(gate.pass("event", start + 10s) == 1u);
  CHECK(gate.pass("event", start + 10s) == 0u);
}

TEST_CASE("one event's flood hides no other event", "[flood_gate]") {
  auto gate = flood_gate{1};
  for (int i = 0; i < 100; ++i)
    gate.pass("loud", start);
  CHECK(gate.pass("quiet", start) == 0u);
}

TEST_CASE("without a limit every line passes", "[flood_gate]") {
  auto gate = flood_gate{0};
  for (int i = 0; i < 1'000; ++i)
    REQUIRE(gate.pass("event", start) == 0u);
}
