#include <apps/load/arrivals.hpp>

#include "catch.hpp"

#include <algorithm>
#include <rapidcheck.h>
#include <set>

using namespace load;

namespace {

struct totals {
  std::uint64_t lost = 0;
  std::uint64_t doubled = 0;
  std::uint64_t reordered = 0;

  bool operator==(const totals&) const = default;
};

totals count(const std::vector<std::uint32_t>& heard, std::uint32_t sent) {
  auto out = totals{};
  auto all = arrivals{};
  for (auto number : heard) {
    auto how = all.note(number);
    out.doubled += how == arrival::again;
    out.reordered += how == arrival::late;
  }
  out.lost = all.missing(sent);
  return out;
}

/// The same by the definitions, with a set of all that came.
totals
count_slowly(const std::vector<std::uint32_t>& heard, std::uint32_t sent) {
  auto out = totals{};
  auto came = std::set<std::uint32_t>{};
  for (auto number : heard) {
    auto highest = came.empty() ? 0 : *came.rbegin();
    if (!came.insert(number).second)
      ++out.doubled;
    else if (number < highest)
      ++out.reordered;
  }
  for (std::uint32_t number = 0; number < sent; ++number)
    out.lost += !came.contains(number);
  return out;
}

/// A number of messages, of which some are lost, some doubled, some moved.
struct trouble {
  std::uint32_t sent = 0;
  std::vector<std::uint32_t> heard;
};

trouble make_trouble() {
  auto out = trouble{*rc::gen::inRange(0u, 60u), {}};
  for (std::uint32_t i = 0; i < out.sent; ++i)
    for (auto copies = *rc::gen::element(0, 1, 1, 1, 1, 2, 3); copies > 0;
         --copies)
      out.heard.push_back(i);
  auto moves = out.heard.empty() ? 0 : *rc::gen::inRange(0, 20);
  for (; moves > 0; --moves) {
    auto place = rc::gen::inRange<std::size_t>(0, out.heard.size());
    std::swap(out.heard[*place], out.heard[*place]);
  }
  return out;
}

} // namespace

TEST_CASE("what comes once and in order is no fault", "[arrivals]") {
  CHECK(count({0, 1, 2, 3}, 4) == totals{});
}

TEST_CASE("what is missing is lost, wherever it was", "[arrivals]") {
  CHECK(count({}, 3) == totals{.lost = 3});
  CHECK(count({1, 2, 4}, 6) == totals{.lost = 3});
}

TEST_CASE("what comes behind a later one is reordered, and not lost",
          "[arrivals]") {
  CHECK(count({0, 2, 1, 3}, 4) == totals{.reordered = 1});
  CHECK(count({3, 2, 1, 0}, 4) == totals{.reordered = 3});
}

TEST_CASE("what comes again is doubled, however late", "[arrivals]") {
  CHECK(count({0, 0, 1, 2, 0}, 3) == totals{.doubled = 2});
  CHECK(count({0, 2, 1, 1}, 3) == totals{.doubled = 1, .reordered = 1});
}

TEST_CASE("numbers that were not sent yet are not missing", "[arrivals]") {
  auto all = arrivals{};
  all.note(10);
  CHECK(all.missing(0) == 0);
  CHECK(all.missing(5) == 5);
  CHECK(all.missing(11) == 10);
}

TEST_CASE("any loss, doubling and reordering is counted exactly",
          "[arrivals]") {
  CHECK(rc::check([] {
    auto [sent, heard] = make_trouble();
    RC_ASSERT(count(heard, sent) == count_slowly(heard, sent));
  }));
}

TEST_CASE("a shuffled sequence that is whole has lost and doubled nothing",
          "[arrivals]") {
  CHECK(rc::check([](std::uint32_t seed) {
    auto heard = std::vector<std::uint32_t>(200);
    for (std::uint32_t i = 0; i < heard.size(); ++i)
      heard[i] = i;
    std::shuffle(heard.begin(), heard.end(), std::mt19937{seed});
    auto found = count(heard, 200);
    RC_ASSERT(found.lost == 0u);
    RC_ASSERT(found.doubled == 0u);
    RC_ASSERT(found == count_slowly(heard, 200));
  }));
}
