#include <apps/load/histogram.hpp>

#include "catch.hpp"

#include <algorithm>
#include <cmath>
#include <rapidcheck.h>
#include <vector>

using namespace load;
using namespace std::chrono_literals;
using std::chrono::nanoseconds;

TEST_CASE("an empty histogram says zero", "[histogram]") {
  auto times = histogram{};
  CHECK(times.count() == 0);
  CHECK(times.percentile(0.99) == 0ns);
  CHECK(times.max() == 0ns);
}

TEST_CASE("short times are counted to the nanosecond", "[histogram]") {
  auto times = histogram{};
  for (int i = 1; i <= 100; ++i)
    times.record(nanoseconds{i});
  CHECK(times.percentile(0.5) == 50ns);
  CHECK(times.percentile(0.99) == 99ns);
  CHECK(times.percentile(1) == 100ns);
}

TEST_CASE("one slow time among many is the maximum, and only that",
          "[histogram]") {
  auto times = histogram{};
  for (int i = 0; i < 9'999; ++i)
    times.record(1ms);
  times.record(123'456'789ns);
  CHECK(times.max() == 123'456'789ns);
  CHECK(times.percentile(0.999) < 1'010us);
  CHECK(times.percentile(1) == times.max());
}

TEST_CASE("a time before zero counts as zero", "[histogram]") {
  auto times = histogram{};
  times.record(-5ns);
  CHECK(times.count() == 1);
  CHECK(times.percentile(0.5) == 0ns);
}

TEST_CASE("the longest time there is has a place", "[histogram]") {
  auto times = histogram{};
  times.record(nanoseconds::max());
  CHECK(times.percentile(0.5) == nanoseconds::max());
}

TEST_CASE("a percentile is never too low, and 1 % too high at most",
          "[histogram]") {
  CHECK(rc::check([](std::vector<std::uint32_t> values) {
    RC_PRE(!values.empty());
    auto times = histogram{};
    for (auto value : values)
      times.record(nanoseconds{value});
    std::sort(values.begin(), values.end());
    for (auto share : {0.01, 0.5, 0.9, 0.99, 0.999, 1.0}) {
      auto rank = std::ceil(share * static_cast<double>(values.size()));
      auto exact = values[static_cast<std::size_t>(rank) - 1];
      auto told = static_cast<double>(times.percentile(share).count());
      RC_ASSERT(told >= exact);
      RC_ASSERT(told <= exact * 1.01);
    }
  }));
}
