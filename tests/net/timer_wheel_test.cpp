#include <troupe/net/timer_wheel.hpp>

#include "catch.hpp"

#include <memory>

using namespace troupe;
using namespace std::chrono_literals;

namespace {

const auto start = timer_wheel::clock::time_point{} + 1h;

struct bell final : wheel_entry {
  void on_deadline(clock::time_point) override {
    ++rings;
  }

  int rings = 0;
};

} // namespace

TEST_CASE("a deadline is called once, a tick late at most", "[wheel]") {
  auto wheel = timer_wheel{start};
  bell one;
  wheel.set(one, start + 1s);
  wheel.advance(start + 900ms);
  CHECK(one.rings == 0);
  wheel.advance(start + 1s + timer_wheel::tick);
  CHECK(one.rings == 1);
  wheel.advance(start + 1h);
  CHECK(one.rings == 1);
}

TEST_CASE("a deadline may lie beyond one turn of the wheel", "[wheel]") {
  auto wheel = timer_wheel{start};
  bell one;
  wheel.set(one, start + 100s);
  for (auto t = 0s; t < 100s; t += 1s)
    wheel.advance(start + t);
  CHECK(one.rings == 0);
  wheel.advance(start + 101s);
  CHECK(one.rings == 1);
}

TEST_CASE("a deadline can be moved and dropped", "[wheel]") {
  auto wheel = timer_wheel{start};
  bell one, two;
  wheel.set(one, start + 1s);
  wheel.set(one, start + 5s);
  wheel.set(two, start + 1s);
  wheel.drop(two);
  {
    bell gone;
    wheel.set(gone, start + 1s);
  }
  wheel.advance(start + 2s);
  CHECK(one.rings == 0);
  wheel.advance(start + 6s);
  CHECK(one.rings == 1);
  CHECK(two.rings == 0);
}

TEST_CASE("the wheel says when it has something to do", "[wheel]") {
  auto wheel = timer_wheel{start};
  bell one;
  wheel.set(one, start + 1s);
  CHECK(wheel.next_due() >= start + 1s);
  CHECK(wheel.next_due() <= start + 1s + timer_wheel::tick);
}
