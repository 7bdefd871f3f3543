#include <apps/load/publishers.hpp>

#include "catch.hpp"

#include <vector>

using namespace load;
using namespace std::chrono_literals;

namespace {

const auto start = clock::time_point{} + 1h;

/// Keeps what it is told to say.
class mouth final : public speaker {
public:
  explicit mouth(payload& text) : text_(text) {}

  bool can_say() const override {
    return open;
  }

  void say(std::string_view words) override {
    said.push_back(*text_.read(words));
  }

  bool open = true;
  std::vector<stamp> said;

private:
  payload& text_;
};

struct pair_of_publishers {
  explicit pair_of_publishers(const pace& how_fast) : all(how_fast, text) {
    all.add(ann);
    all.add(bob);
    all.start(start);
  }

  payload text{1, 64};
  mouth ann{text};
  mouth bob{text};
  publishers all;
};

} // namespace

TEST_CASE("so many messages are in flight, and no more", "[publishers]") {
  auto two = pair_of_publishers{{.in_flight = 3}};
  CHECK(two.ann.said.size() == 3);
  two.all.on_own(0, 0, start);
  CHECK(two.ann.said.size() == 4);
  two.all.on_own(0, 3, start);
  CHECK(two.ann.said.size() == 7);
  CHECK(two.bob.said.size() == 3);
  CHECK(two.all.total_sent() == 10);
  CHECK(two.all.sent(0) == 7);
}

TEST_CASE("a message that comes late frees no second place", "[publishers]") {
  auto two = pair_of_publishers{{.in_flight = 3}};
  two.all.on_own(0, 2, start);
  two.all.on_own(0, 1, start);
  CHECK(two.ann.said.size() == 6);
}

TEST_CASE("a publisher whose messages are lost goes on after a second",
          "[publishers]") {
  auto two = pair_of_publishers{{.in_flight = 1}};
  two.all.advance(start + 900ms);
  CHECK(two.ann.said.size() == 1);
  two.all.advance(start + 1'100ms);
  CHECK(two.ann.said.size() == 2);
  CHECK(two.all.stalls() == 2);
}

TEST_CASE("a rate is spread evenly over time and publishers", "[publishers]") {
  auto two = pair_of_publishers{{.rate = 10}};
  two.all.advance(start);
  CHECK(two.ann.said.size() == 1);
  CHECK(two.bob.said.empty());
  CHECK(two.all.next_turn(start) == start + 50ms);
  two.all.advance(start + 149ms);
  CHECK(two.ann.said.size() == 2);
  REQUIRE(two.bob.said.size() == 1);
  CHECK(two.bob.said[0].time == start + 50ms);
}

TEST_CASE("at a rate, messages carry the time at which they were due",
          "[publishers]") {
  auto two = pair_of_publishers{{.rate = 10}};
  two.all.advance(start + 949ms);
  REQUIRE(two.ann.said.size() == 10);
  for (std::uint32_t i = 0; i < 10; ++i) {
    CHECK(two.ann.said[i].number == i);
    CHECK(two.ann.said[i].time == start + i * 100ms);
  }
}

TEST_CASE("a server that does not read delays messages, but skips none",
          "[publishers]") {
  auto two = pair_of_publishers{{.rate = 10}};
  two.ann.open = false;
  two.all.advance(start + 449ms);
  CHECK(two.ann.said.empty());
  CHECK(two.bob.said.size() == 4);
  CHECK(two.all.unsent() == 5);

  two.ann.open = true;
  CHECK(two.all.next_turn(start + 449ms) == start + 450ms);
  two.all.advance(start + 449ms);
  REQUIRE(two.ann.said.size() == 5);
  CHECK(two.ann.said.front().time == start);
  CHECK(two.ann.said.back().time == start + 400ms);
  CHECK(two.all.unsent() == 0);
}

TEST_CASE("who has stopped says nothing more", "[publishers]") {
  auto window = pair_of_publishers{{.in_flight = 1}};
  window.all.stop();
  window.all.on_own(0, 0, start);
  CHECK(window.ann.said.size() == 1);

  auto rate = pair_of_publishers{{.rate = 10}};
  rate.all.stop();
  rate.all.advance(start + 1s);
  CHECK(rate.ann.said.empty());
}
