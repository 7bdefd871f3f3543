#include <troupe/actors/token_bucket.hpp>

#include "catch.hpp"

#include <rapidcheck.h>

using namespace troupe;
using namespace std::chrono_literals;

namespace {

const auto start = token_bucket::time_point{} + 1h;

} // namespace

TEST_CASE("a bucket gives its burst, then its rate", "[rate]") {
  auto bucket = token_bucket{{2, 3}, start};
  for (int i = 0; i < 3; ++i)
    CHECK_FALSE(bucket.take(start));
  CHECK(bucket.take(start) == 500ms);
  CHECK(bucket.take(start + 250ms) == 250ms);
  CHECK_FALSE(bucket.take(start + 500ms));
}

TEST_CASE("a rate of zero is no limit", "[rate]") {
  auto bucket = token_bucket{{0, 1}, start};
  for (int i = 0; i < 1'000; ++i)
    CHECK_FALSE(bucket.take(start));
}

TEST_CASE("no window lets more through than burst and rate allow", "[rate]") {
  CHECK(rc::check([](const std::vector<std::uint8_t>& pauses) {
    auto bucket = token_bucket{{10, 5}, start};
    auto now = start;
    auto passed = 0;
    for (auto pause : pauses) {
      now += std::chrono::milliseconds{pause};
      passed += bucket.take(now) ? 0 : 1;
    }
    auto seconds = std::chrono::duration<double>(now - start).count();
    RC_ASSERT(passed <= 5 + 10 * seconds + 0.001);
  }));
}
