#include <troupe/actors/roster.hpp>

#include "catch.hpp"

using namespace troupe;

namespace {

const auto here = roster::node{};

roster_entry entry(session_id who) {
  return {who, {"{\"joined\":1", {}}, {"{\"left\":1", {}}};
}

std::vector<session_id> sessions(const std::vector<roster_entry>& all) {
  auto out = std::vector<session_id>{};
  for (const auto& each : all)
    out.push_back(each.session);
  return out;
}

using list = std::vector<session_id>;

} // namespace

TEST_CASE("who has handed in nothing knows the members", "[roster]") {
  roster it;
  it.begin(false);
  it.enter(entry(1));
  CHECK(it.knows(here, 1));
  CHECK_FALSE(it.knows(here, 2));
  it.leave(1);
  CHECK_FALSE(it.knows(here, 1));
}

TEST_CASE("who has handed in a list knows those on it", "[roster]") {
  roster it;
  it.hand_in(here, {entry(1), entry(2)});
  it.enter(entry(2));
  it.enter(entry(3));
  CHECK(it.knows(here, 1));
  CHECK_FALSE(it.knows(here, 3));
  CHECK(sessions(it.absent()) == list{1});
  CHECK(sessions(it.unknown()) == list{3});
}

TEST_CASE("a list changes with what its node is told", "[roster]") {
  roster it;
  it.hand_in(here, {entry(1)});
  it.enter(entry(2));
  it.note_entered(here, entry(2));
  it.note_left(here, 1);
  CHECK(it.absent().empty());
  CHECK(it.unknown().empty());
  CHECK(sessions(it.known_to(here)) == list{2});
}

TEST_CASE("who has moved away is a member until all is settled", "[roster]") {
  roster it;
  it.begin(false);
  it.enter(entry(1));
  it.move_away(1);
  CHECK(it.knows(here, 1));
  CHECK(sessions(it.known_to(here)) == list{1});
  CHECK(sessions(it.absent()) == list{1});
  it.settle({here});
  CHECK_FALSE(it.knows(here, 1));
}

TEST_CASE("a list waits for the members of its node", "[roster]") {
  roster it;
  it.hand_in(here, {entry(1)});
  it.settle({});
  CHECK(it.waits(here));
  it.settle({here});
  CHECK_FALSE(it.waits(here));
}

TEST_CASE("in a room made anew those of its node know each other", "[roster]") {
  roster it;
  it.begin(true);
  CHECK(it.knows(here, 1, true));
  CHECK_FALSE(it.knows(here, 1, false));
  it.settle({here});
  CHECK_FALSE(it.knows(here, 1, true));
}

TEST_CASE("a list is bounded", "[roster]") {
  auto all = roster_list{};
  for (session_id i = 1; i <= max_roster + 10; ++i)
    merge(all, {entry(i)});
  CHECK(all.size() == max_roster);
}
