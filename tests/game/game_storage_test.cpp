#include "game_world.hpp"

using namespace troupe;
using namespace tests;

namespace {

struct stored_world : game_world {
  stored_world() : game_world({}, {{"time_ms", 60'000}, {"increment_ms", 0}}) {}

  void crash() {
    sim.crash_room({game::kind, id});
    sim.settle();
  }
};

} // namespace

TEST_CASE_METHOD(stored_world, "a game goes on after its actor has crashed",
                 "[game_storage]") {
  play(white, "e2e4");
  sim.advance(3s);
  crash();
  CHECK(watcher.all("game_state").size() == 2);
  auto state = watcher.received("game_state");
  CHECK(state.at("moves").size() == 1);
  CHECK(state.at("status") == "playing");
  CHECK(state.at("players")[0].at("online") == true);
  CHECK(state.at("clocks").at("black") <= 60'000);
  CHECK(black.received("game_state").at("you").at("color") == "black");
  play(black, "e7e5");
  CHECK(watcher.received("move_made").at("ply") == 2);
  sim.advance(2min);
  CHECK(watcher.count("player_left") == 0);
}

TEST_CASE_METHOD(stored_world, "who does not come back after that has lost",
                 "[game_storage]") {
  sim.advance(3s);
  white.vanishes();
  crash();
  sim.advance(60s);
  CHECK(watcher.received("game_over").at("result") == "0-1");
}

TEST_CASE_METHOD(stored_world, "a finished game can be looked at for ever",
                 "[game_storage]") {
  fools_mate();
  for (const auto& who : {white, black, watcher})
    who.closes();
  sim.settle();
  CHECK(state().at("result") == "0-1");
  auto late = enter();
  auto seen = late.received("game_state");
  CHECK(seen.at("status") == "finished");
  CHECK(seen.at("reason") == "checkmate");
  CHECK(seen.at("moves").size() == 4);
  auto pgn = state().at("record").get<std::string>();
  CHECK(pgn.find("1. f3 e5 2. g4 Qh4# 0-1") != std::string::npos);
  CHECK(pgn.find("[White \"Player white\"]") != std::string::npos);
}

TEST_CASE_METHOD(stored_world, "a store that is away disturbs no game",
                 "[game_storage]") {
  sim.store().fails();
  fools_mate();
  CHECK(watcher.count("game_over") == 1);
  CHECK(watcher.count("error") == 0);
  for (const auto& who : {white, black, watcher})
    who.closes();
  sim.advance(10min); // It stays, so as not to be lost.
  sim.store().works();
  sim.advance(2s);
  CHECK(sim.actors().totals().rooms == 1); // The lobby.
  CHECK(state().at("result") == "0-1");
}

TEST_CASE_METHOD(stored_world, "who comes while the store is away is told so",
                 "[game_storage]") {
  fools_mate();
  for (const auto& who : {white, black, watcher})
    who.closes();
  sim.settle();
  sim.store().fails();
  auto late = enter();
  CHECK(late.received("error").at("code") == "unavailable");
  CHECK(late.close_code() == close_code::overloaded);
  sim.store().works();
  CHECK(enter().received("game_state").at("result") == "0-1");
}

TEST_CASE_METHOD(stored_world, "who returns while the store is away gets in",
                 "[game_storage]") {
  play(white, "e2e4");
  sim.advance(3s);
  sim.store().fails();
  crash();
  sim.advance(5s);
  CHECK(black.count("game_state") == 1);
  sim.store().works();
  sim.advance(3s);
  CHECK(black.received("game_state").at("you").at("color") == "black");
  play(black, "e7e5");
  CHECK(watcher.received("move_made").at("ply") == 2);
  CHECK(watcher.count("player_left") == 0);
}

TEST_CASE_METHOD(stored_world, "who has not come back is told once",
                 "[game_storage]") {
  white.vanishes();
  sim.advance(3s);
  crash();
  sim.advance(10s);
  CHECK(watcher.count("player_left") == 1);
}

TEST_CASE_METHOD(stored_world, "the lobby lists games, the newest first",
                 "[game_storage]") {
  sim.advance(1s);
  auto second = make_game(sim, {{"rules", "connect-four"}});
  auto games = lobby_command(sim, "list").at("games");
  REQUIRE(games.size() == 2);
  CHECK(games[0].at("game_id") == second);
  CHECK(games[1].at("status") == "playing");
  CHECK(games[1].at("minutes") == 1.0);
  CHECK(games[1].at("players").size() == 2);
  CHECK(lobby_command(sim, "list", {{"limit", 1}}).at("games").size() == 1);
}

TEST_CASE_METHOD(stored_world, "a lobby that starts has its games go on",
                 "[game_storage]") {
  make_game(sim);
  for (const auto& who : {white, black, watcher})
    who.closes();
  sim.settle();
  sim.restart(sim.on().name());
  sim.settle();
  auto games = lobby_command(sim, "list").at("games");
  REQUIRE(games.size() == 2);
  sim.advance(60s); // Nobody comes back.
  games = lobby_command(sim, "list").at("games");
  auto both
    = std::set<std::string>{games[0].at("status"), games[1].at("status")};
  CHECK(both == std::set<std::string>{"waiting", "finished"});
  sim.advance(10min);
  CHECK(lobby_command(sim, "list").at("games").size() == 1);
}

TEST_CASE("there are only so many games", "[game_storage]") {
  auto few = game_options{};
  few.max_open = 2;
  few.max_listed = 2;
  auto sim = simulation{game_routes(), game_options_of(few)};
  make_game(sim);
  make_game(sim);
  CHECK(lobby_command(sim, "create", {{"rules", "chess"}}).at("refused")
        == "Too many games");
  CHECK(lobby_command(sim, "create", {{"rules", "go"}}).at("refused")
        == "Too many games");
  sim.advance(10min);
  CHECK(lobby_command(sim, "create", {{"rules", "go"}}).at("refused")
        == "No such rules");
}
