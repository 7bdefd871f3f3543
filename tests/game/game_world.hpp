// A server of chess games in a simulation.
#pragma once

#include <apps/examples/connect_four/connect_four.hpp>
#include <apps/game/chess_game.hpp>

#include <troupe/game/game.hpp>
#include <troupe/game/game_channel.hpp>
#include <troupe/game/lobby.hpp>
#include <troupe/testkit/explore.hpp>

#include "catch.hpp"

#include <caf/scoped_actor.hpp>

#include <string>
#include <utility>

namespace tests {

using namespace std::chrono_literals;
using troupe::chess::chess_game;

inline troupe::router game_routes() {
  auto out = troupe::router{};
  out.add("/game/:game_id", troupe::accepts_games<chess_game, connect_four>,
          troupe::game_channel<chess_game, connect_four>);
  return out;
}

inline troupe::simulation_options
game_options_of(troupe::game_options games = {}) {
  auto out = troupe::simulation_options{};
  troupe::host_games(out.actors, games.with<chess_game>().with<connect_four>());
  return out;
}

/// Has a room do something, outside of any client.
inline troupe::json command(troupe::simulation& sim, troupe::room_key room,
                            std::string name, const troupe::json& data = {}) {
  auto out = troupe::json{};
  caf::scoped_actor self{sim.system(), true};
  auto asked
    = self->request(sim.actors().rooms(), 10s,
                    troupe::room_command{std::move(room), std::move(name),
                                         troupe::to_text(data), 0});
  sim.settle();
  asked.receive(
    [&](const troupe::room_answer& x) {
      out = x.refused == 0 ? troupe::json::parse(x.data, nullptr, false)
                           : troupe::json{{"refused", x.message}};
    },
    [&](const caf::error&) { FAIL("no answer to " << name); });
  return out;
}

inline troupe::json lobby_command(troupe::simulation& sim, std::string name,
                                  const troupe::json& data = {}) {
  return command(sim, troupe::lobby::address(), std::move(name), data);
}

/// @returns its id.
inline std::string
make_game(troupe::simulation& sim, troupe::json wish = troupe::json::object()) {
  if (!wish.contains("rules"))
    wish["rules"] = "chess";
  return lobby_command(sim, "create", wish).at("game_id");
}

inline void sits_down(const troupe::client& who, const std::string& color,
                      const std::string& secret = {}) {
  auto text = troupe::json{{"type", "JOIN_GAME"},
                           {"player_name", "Player " + color},
                           {"color", color}};
  if (!secret.empty())
    text["secret"] = secret;
  who.sends_text(troupe::to_text(text));
}

/// @param squares e.g. "e2e4"
inline void moves(const troupe::client& who, const std::string& squares,
                  const std::string& piece = "pawn") {
  who.sends_text(troupe::to_text({{"type", "MOVE"},
                                  {"from", squares.substr(0, 2)},
                                  {"to", squares.substr(2, 2)},
                                  {"piece", piece}}));
}

inline void says(const troupe::client& who, const std::string& type) {
  who.sends_text(troupe::to_text({{"type", type}}));
}

/// Two players and somebody who watches, at the start of a game.
struct game_world {
  explicit game_world(troupe::game_options games = {}, troupe::json wish
                                                       = troupe::json::object())
    : sim(game_routes(), game_options_of(std::move(games))),
      id(make_game(sim, std::move(wish))),
      white(enter()),
      black(enter()),
      watcher(enter()) {
    sits_down(white, "white");
    sits_down(black, "black");
    sim.settle();
  }

  troupe::client enter() {
    auto made = sim.connect("/game/" + id);
    sim.settle();
    return made;
  }

  void play(const troupe::client& who, const std::string& squares,
            const std::string& piece = "pawn") {
    moves(who, squares, piece);
    sim.settle();
  }

  void fools_mate() {
    play(white, "f2f3");
    play(black, "e7e5");
    play(white, "g2g4");
    play(black, "d8h4", "queen");
  }

  troupe::json state() {
    return command(sim, {troupe::game::kind, id}, "look");
  }

  troupe::simulation sim;
  std::string id;
  troupe::client white, black, watcher;
};

} // namespace tests
