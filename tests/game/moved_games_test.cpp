// Games that come to another node, and what their players see of it.
#include "far_game.hpp"

#include <set>

using namespace troupe;
using namespace tests;

namespace {

std::set<std::string> online_in(const json& state) {
  auto out = std::set<std::string>{};
  for (const auto& each : state.at("players"))
    if (each.at("online") == true)
      out.insert(each.at("color"));
  return out;
}

} // namespace

TEST_CASE("a planned end right after a move takes nothing back",
          "[game_cluster]") {
  auto options = three_nodes();
  options.seed = GENERATE(range(0u, 12u));
  CAPTURE(options.seed);
  auto at = far_game{"a", "c", "b", options};
  at.play(*at.ann, "e2e4");
  at.stop("b");
  for (const auto& who : {*at.ann, *at.bob}) {
    CHECK(who.received("game_state").at("moves").size() == 1);
    CHECK_FALSE(who.received("game_state").at("you").is_null());
  }
  at.play(*at.bob, "e7e5");
  CHECK(at.ann->received("move_made").at("ply") == 2);
  CHECK(at.ann->count("player_left") == 0);
}

TEST_CASE("a game on its way to another node does not end twice",
          "[game_cluster]") {
  auto options = without_store();
  options.seed = GENERATE(range(0u, 25u));
  CAPTURE(options.seed);
  auto at = far_game{"a", "c", "b", options, {{"time_ms", 10'000}}};
  at.sim.advance(9'999ms);
  at.sim.on("b").actors().others()->leave();
  at.sim.pass(1ms); // The flag falls among what is to be done.
  at.sim.advance(10s);
  for (const auto& who : {*at.ann, *at.bob}) {
    CHECK(who.count("game_over") <= 1);
    CHECK((who.count("game_over") == 1
           || who.received("game_state").at("reason") == "flag"));
  }
}

TEST_CASE("an offer of a draw moves with its game", "[game_cluster]") {
  auto at = far_game{"a", "c", "b", without_store()};
  says(*at.bob, "OFFER_DRAW");
  at.sim.settle();
  at.stop("b");
  CHECK(at.ann->received("game_state").at("draw_offer") == "black");
  says(*at.ann, "ACCEPT_DRAW");
  at.sim.settle();
  CHECK(at.bob->received("game_over").at("reason") == "agreed_draw");
}

TEST_CASE("a game comes back to a node with a store of its own as it is now",
          "[game_cluster]") {
  auto at = far_game{"a", "c", "b", own_stores()};
  at.play(*at.ann, "e2e4");
  at.sim.advance(3s);
  at.stop("b");
  at.play(*at.bob, "e7e5");
  at.play(*at.ann, "d2d4");
  at.sim.restart("b");
  at.sim.advance(10s);
  CHECK(at.ann->received("game_state").at("moves").size() == 3);
  CHECK(at.bob->received("game_state").at("moves").size() == 3);
  at.play(*at.bob, "e5d4");
  CHECK(at.ann->received("move_made").at("ply") == 4);
}

TEST_CASE("a game whose last node dies does not go on from an old record",
          "[game_cluster]") {
  auto at = far_game{"a", "c", "b", own_stores()};
  at.play(*at.ann, "e2e4");
  at.stop("b"); // The next one has a record from now on.
  at.sim.restart("b");
  at.sim.advance(10s);
  at.play(*at.bob, "e7e5");
  at.sim.advance(3s);
  at.sim.kill("b");
  at.sim.advance(10s);
  for (const auto& who : {*at.ann, *at.bob}) {
    CHECK(who.count("game_over") == 1);
    CHECK(who.received("game_over").at("reason") == "node_lost");
    CHECK(who.received("game_state").at("status") == "finished");
  }
}

TEST_CASE("who dies with the node of his game has left", "[game_cluster]") {
  auto at = far_game{"a", "b", "b"};
  at.play(*at.ann, "e2e4");
  at.sim.advance(3s);
  at.sim.kill("b");
  at.sim.advance(10s);
  REQUIRE(at.ann->count("player_left") == 1);
  auto left = at.ann->received("player_left");
  CHECK(left.at("color") == "black");
  CHECK(left.at("reason") == "connection_lost");
  CHECK(left.at("grace_ms") == 57'000);
  at.sim.advance(60s);
  CHECK(at.ann->count("player_left") == 1);
  CHECK(at.ann->received("game_over").at("reason") == "abandoned");
}

TEST_CASE("after a move all see who is there", "[game_cluster]") {
  auto options = three_nodes();
  options.seed = GENERATE(range(0u, 12u));
  CAPTURE(options.seed);
  auto at = far_game{"a", "c", "b", options};
  at.sim.advance(3s);
  at.sim.kill("b");
  at.sim.advance(10s);
  for (const auto& who : {*at.ann, *at.bob}) {
    auto online = std::set<std::string>{};
    for (const auto& each : who.events())
      if (each.at("type") == "player_joined")
        online.insert(each.at("color"));
      else if (each.at("type") == "game_state")
        online = online_in(each);
    CHECK(online.size() == 2);
    CHECK(who.count("player_left") == 0);
  }
}

TEST_CASE("a game that is lost with its node is listed no more",
          "[game_cluster]") {
  auto listing = owner_of(lobby::address(), node_names);
  auto home = listing == "b" ? "c" : "b";
  auto at = far_game{"a", "a", home, without_store()};
  CHECK(at.listed("a") >= 1);
  auto before = at.listed("a");
  at.sim.kill(home);
  at.sim.advance(10s);
  CHECK(at.listed("a") == before - 1);
}

TEST_CASE("the list of games moves with its node's planned end",
          "[game_cluster]") {
  auto listing = owner_of(lobby::address(), node_names);
  auto at = far_game{listing == "a" ? "b" : "a", listing == "c" ? "b" : "c",
                     listing, without_store()};
  auto other = listing == "a" ? "b" : "a";
  while (owner_of({game::kind, make_game(at.sim)}, node_names) == listing)
    ; // One that says nothing by itself.
  auto before = at.listed(other);
  at.stop(listing);
  CHECK(at.listed(other) == before);
}
