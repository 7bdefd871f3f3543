#include <troupe/stores/key_lines.hpp>

#include "catch.hpp"

#include <rapidcheck.h>

#include <algorithm>

using namespace troupe;

namespace {

using tickets = std::vector<key_lines::ticket>;

bool alone(key_lines::ticket) {
  return false;
}

bool together(key_lines::ticket) {
  return true;
}

} // namespace

TEST_CASE("requests of one key run one after another, others do not wait",
          "[key_lines]") {
  auto line = key_lines{};
  line.add(1, {"a"});
  line.add(2, {"a"});
  line.add(3, {"b"});
  CHECK(line.take(10, 9, alone) == tickets{1});
  CHECK(line.take(11, 9, alone) == tickets{3});
  CHECK_FALSE(line.ready());
  CHECK(line.size() == 1);
  line.release(10);
  CHECK(line.take(12, 9, alone) == tickets{2});
}

TEST_CASE("a request of two keys waits for both, and both wait for it",
          "[key_lines]") {
  auto line = key_lines{};
  line.add(1, {"a"});
  line.add(2, {"a", "b", "b"});
  line.add(3, {"b"});
  CHECK(line.take(10, 9, alone) == tickets{1});
  CHECK_FALSE(line.ready());
  line.release(10);
  CHECK(line.take(10, 9, alone) == tickets{2});
  CHECK_FALSE(line.ready());
  line.release(10);
  CHECK(line.take(10, 9, alone) == tickets{3});
}

TEST_CASE("who gives up its place lets the next one run", "[key_lines]") {
  auto line = key_lines{};
  line.add(1, {"a"});
  line.add(2, {"a", "b"});
  line.add(3, {"b"});
  line.drop(2);
  line.drop(2);
  CHECK(line.take(10, 9, alone) == tickets{1});
  CHECK(line.take(11, 9, alone) == tickets{3});
  CHECK(line.size() == 0);
  line.drop(3); // It runs: nothing happens.
  line.add(4, {"b"});
  CHECK_FALSE(line.ready());
  line.release(11);
  CHECK(line.ready());
}

TEST_CASE("those that join are taken together, in order", "[key_lines]") {
  auto line = key_lines{};
  line.add(1, {"a"});
  line.add(2, {"b"});
  line.add(3, {"a", "c"});
  line.add(4, {"a"});
  SECTION("also those that wait for one of them only") {
    CHECK(line.take(10, 9, together) == tickets{1, 2, 3, 4});
  }
  SECTION("as many as wanted") {
    CHECK(line.take(10, 3, together) == tickets{1, 2, 3});
    CHECK_FALSE(line.ready());
  }
  SECTION("nobody overtakes one that does not join") {
    CHECK(line.take(10, 9, [](auto x) { return x != 3; }) == tickets{1, 2});
    CHECK_FALSE(line.ready());
  }
  SECTION("who does not join runs alone") {
    CHECK(line.take(10, 9, [](auto x) { return x != 1; }) == tickets{1});
    CHECK(line.take(11, 9, together) == tickets{2});
  }
}

TEST_CASE("one that waits for somebody else is not taken along",
          "[key_lines]") {
  auto line = key_lines{};
  line.add(1, {"a"});
  line.add(2, {"b"});
  CHECK(line.take(10, 9, alone) == tickets{1});
  line.add(3, {"a", "b"});
  CHECK(line.take(11, 9, together) == tickets{2});
  line.release(11);
  CHECK_FALSE(line.ready());
  line.release(10);
  CHECK(line.take(12, 9, together) == tickets{3});
}

TEST_CASE("whatever happens, keys are served in order, and none for ever kept",
          "[key_lines]") {
  struct running {
    key_lines::holder who;
    tickets what;
  };
  CHECK(rc::check([](const std::vector<std::uint8_t>& choices) {
    auto line = key_lines{};
    auto keys_of = std::map<key_lines::ticket, std::set<std::string>>{};
    auto waiting = std::set<key_lines::ticket>{};
    auto busy = std::vector<running>{};
    key_lines::ticket last = 0;

    auto shares_key = [&](key_lines::ticket x, key_lines::ticket y) {
      return std::any_of(keys_of[x].begin(), keys_of[x].end(),
                         [&](auto& key) { return keys_of[y].count(key) > 0; });
    };
    auto add = [&](std::uint8_t bits) {
      auto& keys = keys_of[++last];
      for (int i = 0; i < 4; ++i)
        if ((bits >> i) % 2 == 1)
          keys.insert(std::to_string(i));
      line.add(last, {keys.begin(), keys.end()});
      waiting.insert(last);
    };
    auto take = [&](std::size_t most) {
      auto got = line.take(++last, most, [](auto x) { return x % 5 != 0; });
      RC_ASSERT(got.size() <= std::max<std::size_t>(most, 1));
      for (auto x : got) {
        RC_ASSERT(waiting.erase(x) == 1u);
        for (const auto& other : busy)
          for (auto y : other.what)
            RC_ASSERT(!shares_key(x, y));
        for (auto earlier : waiting)
          RC_ASSERT(earlier > x || !shares_key(x, earlier));
      }
      busy.push_back({last, got});
    };
    auto release = [&](std::size_t which) {
      line.release(busy[which].who);
      busy.erase(busy.begin() + static_cast<std::ptrdiff_t>(which));
    };

    for (auto x : choices)
      if (x % 4 == 0 && line.ready()) {
        take(x / 16);
      } else if (x % 4 == 1 && !busy.empty()) {
        release(x % busy.size());
      } else if (x % 4 == 2 && !waiting.empty()) {
        line.drop(*waiting.begin());
        waiting.erase(waiting.begin());
      } else {
        add(static_cast<std::uint8_t>(x / 4));
      }
    while (!waiting.empty() || !busy.empty()) {
      while (line.ready())
        take(3);
      RC_ASSERT(!busy.empty());
      release(0);
    }
    RC_ASSERT(line.size() == 0u);
  }));
}
