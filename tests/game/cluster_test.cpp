#include "far_game.hpp"

using namespace troupe;
using namespace tests;

TEST_CASE("players of different nodes play one game", "[game_cluster]") {
  auto at = far_game{"a", "c", "b"};
  auto watcher = at.enter("b");
  moves(*at.ann, "e2e4");
  at.sim.settle();
  moves(*at.bob, "e7e5");
  at.sim.settle();
  for (const auto& who : {*at.ann, *at.bob, watcher}) {
    CHECK(who.count("move_made") == 2);
    CHECK(who.received("move_made").at("san") == "e5");
  }
  CHECK(at.bob->count("error") == 0);
}

TEST_CASE("a game goes on without the node that it was on", "[game_cluster]") {
  auto at = far_game{"a", "c", "b"};
  moves(*at.ann, "e2e4");
  at.sim.advance(3s); // It is saved every two.
  at.sim.kill("b");
  at.sim.advance(10s);
  CHECK(at.ann->received("game_state").at("you").at("color") == "white");
  moves(*at.bob, "e7e5");
  at.sim.settle();
  CHECK(at.ann->received("move_made").at("san") == "e5");
  CHECK(at.ann->received("move_made").at("ply") == 2);
  at.sim.advance(2min);
  CHECK(at.ann->count("player_left") == 0);
  CHECK(at.ann->count("game_over") == 0);
}

TEST_CASE("a game moves with its node's planned end, without a store",
          "[game_cluster]") {
  auto at = far_game{"a", "c", "b", without_store()};
  moves(*at.ann, "e2e4");
  at.sim.settle();
  at.sim.on("b").actors().others()->leave();
  at.sim.advance(5s);
  CHECK(at.ann->received("game_state").at("you").at("color") == "white");
  moves(*at.bob, "e7e5");
  at.sim.settle();
  CHECK(at.ann->received("move_made").at("san") == "e5");
  CHECK(at.ann->received("move_made").at("ply") == 2);
  at.sim.advance(2min);
  CHECK(at.ann->count("player_left") == 0);
  CHECK(at.ann->count("game_over") == 0);
}

TEST_CASE("a game that no store has is over when its node dies",
          "[game_cluster]") {
  auto at = far_game{"a", "c", "b", without_store()};
  moves(*at.ann, "e2e4");
  at.sim.settle();
  at.sim.kill("b");
  at.sim.advance(10s);
  for (const auto& who : {*at.ann, *at.bob}) {
    CHECK(who.count("game_over") == 1);
    CHECK(who.received("game_over").at("reason") == "node_lost");
  }
}

TEST_CASE("a player whose node dies has left, and may come back by another",
          "[game_cluster]") {
  auto at = far_game{"a", "b", "c"};
  auto secret = at.bob->received("seat").at("secret").get<std::string>();
  at.sim.kill("b");
  at.sim.advance(10s);
  CHECK(at.ann->count("player_left") == 1);
  auto again = at.enter("c");
  sits_down(again, "black", secret);
  at.sim.advance(2min);
  CHECK(at.ann->count("game_over") == 0);
  moves(*at.ann, "e2e4");
  at.sim.settle();
  CHECK(again.received("move_made").at("san") == "e4");
}
