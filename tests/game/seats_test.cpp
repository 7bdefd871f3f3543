#include "game_world.hpp"

#include <troupe/protocol/make_token.hpp>

#include <memory>

using namespace troupe;
using namespace tests;

namespace {

std::string secret_of(const client& who) {
  return who.received("seat").at("secret");
}

constexpr auto key = "a key that is long enough for HS256";

simulation_options with_tokens() {
  auto rules = token_rules{};
  rules.key = key;
  auto out = game_options_of();
  out.actors.tokens
    = std::make_shared<const token_verifier>(*token_verifier::make(rules));
  return out;
}

/// Good for an hour of the simulation's time.
std::string token_of(const std::string& user) {
  auto rules = signing_rules{};
  rules.key = key;
  auto who = identity{};
  who.user_id = user;
  auto start = wall_time{std::chrono::seconds{1'800'000'000}};
  return *make_token(rules, who, 1h, start);
}

} // namespace

TEST_CASE_METHOD(game_world, "who comes back in time has his seat again",
                 "[seats]") {
  play(white, "e2e4");
  black.vanishes();
  sim.settle();
  auto left = white.received("player_left");
  CHECK(left.at("color") == "black");
  CHECK(left.at("reason") == "connection_lost");
  CHECK(left.at("grace_ms") == 60'000);
  sim.advance(59s);
  auto again = enter();
  sits_down(again, "black", secret_of(black));
  sim.settle();
  CHECK(again.received("seat").at("player_id")
        == black.received("seat").at("player_id"));
  CHECK(white.count("player_joined") == 3);
  sim.advance(10min);
  CHECK(white.count("game_over") == 0);
  play(again, "e7e5");
  CHECK(white.received("move_made").at("san") == "e5");
  CHECK(white.count("player_left") == 1);
}

TEST_CASE_METHOD(game_world, "who does not come back has lost", "[seats]") {
  black.vanishes();
  sim.advance(59'999ms);
  CHECK(white.count("game_over") == 0);
  sim.advance(1ms);
  CHECK(white.received("game_over").at("result") == "1-0");
  CHECK(white.received("game_over").at("reason") == "abandoned");
  CHECK(white.count("player_left") == 1);
}

TEST_CASE_METHOD(game_world, "a seat is for its player alone", "[seats]") {
  black.vanishes();
  sim.settle();
  sits_down(watcher, "black", std::string(32, '0'));
  sim.settle();
  CHECK(watcher.received("error").at("message") == "Game is full");
  CHECK(watcher.count("seat") == 0);
}

TEST_CASE("a seat that was taken with a token is for that user alone",
          "[seats]") {
  auto sim = simulation{game_routes(), with_tokens()};
  auto path = "/game/" + make_game(sim);
  auto enter = [&](const std::string& user) {
    auto options = connect_options{};
    options.token = token_of(user);
    auto made = sim.connect(path, options);
    sim.settle();
    return made;
  };
  auto ann = enter("ann"), bob = enter("bob");
  sits_down(ann, "white");
  sits_down(bob, "black");
  sim.settle();
  ann.vanishes();
  auto eve = enter("eve"), again = enter("ann");
  sits_down(eve, "white");
  sits_down(again, "white");
  sim.settle();
  CHECK(eve.received("error").at("message") == "Game is full");
  CHECK(again.received("seat").at("player_id")
        == ann.received("seat").at("player_id"));
  sim.advance(2min);
  CHECK(bob.count("game_over") == 0);
}

TEST_CASE_METHOD(game_world, "a player's newer connection has the seat",
                 "[seats]") {
  auto phone = enter();
  sits_down(phone, "white", secret_of(white));
  sim.settle();
  CHECK(white.received("seat_moved").at("color") == "white");
  play(white, "e2e4");
  CHECK(white.received("error").at("reason") == "you are not playing");
  white.closes();
  sim.settle();
  CHECK(black.count("player_left") == 0);
  play(phone, "e2e4");
  CHECK(black.count("move_made") == 1);
}

TEST_CASE_METHOD(game_world, "to leave a game that goes on is to resign",
                 "[seats]") {
  says(watcher, "LEAVE_GAME");
  says(black, "leave_game");
  sim.settle();
  CHECK(watcher.received("error").at("message") == "You are not playing");
  CHECK(white.received("game_over").at("reason") == "resignation");
  CHECK(white.received("player_left").at("reason") == "left");
  black.closes();
  sim.settle();
  CHECK(white.count("player_left") == 1);
}

TEST_CASE("a seat is free again when its player leaves before the game begins",
          "[seats]") {
  auto sim = simulation{game_routes(), game_options_of()};
  auto id = make_game(sim);
  auto ann = sim.connect("/game/" + id), bob = sim.connect("/game/" + id);
  sits_down(ann, "white");
  sim.settle();
  says(ann, "LEAVE_GAME");
  sim.settle();
  sits_down(bob, "white");
  sim.settle();
  CHECK(bob.count("seat") == 1);
  bob.vanishes();
  sim.advance(60s);
  sits_down(ann, "white");
  sim.settle();
  CHECK(ann.count("seat") == 2);
  CHECK(ann.count("game_over") == 0);
}

TEST_CASE("a game that nobody plays or watches is forgotten", "[seats]") {
  auto sim = simulation{game_routes(), game_options_of()};
  auto id = make_game(sim);
  auto ann = sim.connect("/game/" + id);
  sim.advance(20min);
  ann.closes();
  sim.advance(599s);
  CHECK(lobby_command(sim, "list").at("games").size() == 1);
  sim.advance(1s);
  CHECK(lobby_command(sim, "list").at("games").empty());
  auto late = sim.connect("/game/" + id);
  sim.settle();
  CHECK(late.received("error").at("message") == "Game not found");
}
