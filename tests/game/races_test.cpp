#include "game_world.hpp"

#include <set>

using namespace troupe;
using namespace tests;

namespace {

constexpr std::size_t runs = 500;

/// Of all who watch: nobody sees more than the rules of the house allow.
void expect_order(const client& watcher) {
  auto over = false;
  auto ply = 0;
  for (const auto& each : watcher.events()) {
    auto type = each.at("type").get<std::string>();
    if (type == "move_made") {
      expect(!over, "no move after the end");
      expect(each.at("ply") == ++ply, "each move once, in order");
    }
    if (type == "game_over") {
      expect(!over, "one end");
      over = true;
    }
  }
}

std::set<std::string> seats_given(const std::vector<client>& players) {
  auto out = std::set<std::string>{};
  auto number = std::size_t{0};
  for (const auto& who : players)
    for (const auto& seat : who.all("seat")) {
      out.insert(seat.at("color"));
      ++number;
    }
  expect(out.size() == number, "no seat for two");
  return out;
}

exploration games(game_options options = {}) {
  return {game_routes, game_options_of(std::move(options))};
}

/// A game in which both sit.
struct table {
  explicit table(simulation& sim, json wish = json::object())
    : id(make_game(sim, std::move(wish))),
      white(sim.connect("/game/" + id)),
      black(sim.connect("/game/" + id)),
      watcher(sim.connect("/game/" + id)) {
    sits_down(white, "white");
    sits_down(black, "black");
    sim.settle();
  }

  std::string id;
  client white, black, watcher;
};

} // namespace

TEST_CASE("of many who want a seat at once, one gets it", "[races]") {
  explore(runs, games(), [](simulation& sim) {
    auto id = make_game(sim);
    auto players = std::vector<client>{};
    for (const auto* color : {"white", "white", "black", "random", "random"}) {
      players.push_back(sim.connect("/game/" + id));
      sits_down(players.back(), color);
    }
    sim.settle();
    expect(seats_given(players).size() == 2, "two seats are given");
    auto errors = std::size_t{0};
    for (const auto& who : players)
      errors += who.count("error");
    expect(errors == 3, "the others are refused");
  });
}

TEST_CASE("a move and a leave at once leave one end and no later move",
          "[races]") {
  explore(runs, games(), [](simulation& sim) {
    auto at = table{sim};
    moves(at.white, "e2e4");
    says(at.black, "LEAVE_GAME");
    moves(at.black, "e7e5");
    at.white.vanishes();
    sim.settle();
    expect_order(at.watcher);
    expect(at.watcher.count("game_over") == 1, "it ends");
    expect(at.watcher.count("player_left") == 2, "each leaves once");
  });
}

TEST_CASE("who sits down and vanishes at once holds no seat for ever",
          "[races]") {
  explore(runs, games(), [](simulation& sim) {
    auto id = make_game(sim);
    auto ann = sim.connect("/game/" + id);
    sits_down(ann, "white");
    sim.settle();
    auto bob = sim.connect("/game/" + id);
    sits_down(bob, "black");
    bob.vanishes();
    sim.settle();
    sim.advance(70s);
    auto state = command(sim, {game::kind, id}, "look");
    expect(state.at("status") == "finished", "he has lost");
    expect(ann.count("player_left") == 1, "he left once");
    expect(ann.count("game_over") == 1, "it ends once");
  });
}

TEST_CASE("what a player says last counts, though he vanishes", "[races]") {
  explore(runs, games(), [](simulation& sim) {
    auto at = table{sim};
    moves(at.white, "e2e4");
    at.white.vanishes();
    sim.settle();
    expect(at.watcher.count("move_made") == 1, "his move is made");
    says(at.black, "LEAVE_GAME");
    at.black.vanishes();
    sim.settle();
    expect(at.watcher.received("game_over").at("reason") == "resignation",
           "he has resigned");
    expect(at.watcher.count("player_left") == 2, "each left once");
  });
}

TEST_CASE("a flag and a move at once are one or the other", "[races]") {
  explore(runs, games(), [](simulation& sim) {
    auto at = table{sim, {{"time_ms", 5'000}}};
    sim.advance(4'999ms);
    sim.pass(1ms); // The flag falls among what is to be done.
    moves(at.white, "e2e4");
    says(at.black, "RESIGN");
    sim.settle();
    sim.advance(10s);
    expect_order(at.watcher);
    expect(at.watcher.count("game_over") == 1, "one end");
    auto reason = at.watcher.received("game_over").at("reason");
    expect(reason == "flag", "no word counts after a fallen flag");
    expect(at.watcher.count("move_made") == 0, "nor a move");
  });
}

TEST_CASE("to come back as the grace ends is in time, or too late", "[races]") {
  explore(runs, games(), [](simulation& sim) {
    auto at = table{sim};
    auto secret = at.black.received("seat").at("secret").get<std::string>();
    at.black.vanishes();
    sim.settle();
    auto again = sim.connect("/game/" + at.id);
    sim.advance(59'999ms);
    sim.pass(1ms);
    sits_down(again, "black", secret);
    sim.settle();
    sim.advance(2min);
    expect(at.watcher.count("player_left") == 1, "he left once");
    auto over = at.watcher.count("game_over");
    moves(at.white, "e2e4");
    sim.settle();
    expect(at.watcher.count("move_made") == 1 - over, "it goes on, or not");
    expect_order(at.watcher);
  });
}

TEST_CASE("games keep their rules whatever goes wrong", "[races]") {
  explore(runs, games(), [](simulation& sim) {
    auto at = table{sim, {{"time_ms", 30'000}}};
    sim.suffers({faults::vanishes(at.white), faults::vanishes(at.watcher),
                 faults::session_crashes(at.black), faults::store_fails(),
                 faults::store_falls_silent(), faults::store_works(),
                 faults::time_passes(7s)},
                4);
    moves(at.white, "f2f3");
    moves(at.black, "e7e5");
    moves(at.white, "g2g4");
    moves(at.black, "d8h4", "queen");
    says(at.white, "RESIGN");
    sim.settle();
    sim.store().works();
    for (const auto& who : {at.white, at.black, at.watcher}) {
      expect_order(who);
      who.closes();
    }
    sim.advance(2min);
    auto state = command(sim, {game::kind, at.id}, "look");
    expect(state.value("status", "") == "finished", "it is over, and kept");
  });
}
