#include "game_world.hpp"

#include <random>
#include <vector>

using namespace troupe;
using namespace tests;

TEST_CASE_METHOD(game_world, "who connects gets the state of the game",
                 "[playing]") {
  auto state = watcher.received("game_state");
  CHECK(state.at("game_id") == id);
  CHECK(state.at("fen")
        == "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1");
  CHECK(state.at("status") == "waiting");
  CHECK(state.at("players").empty());
  CHECK(state.at("turn") == "white");
  CHECK(state.at("moves").empty());
  CHECK(state.at("you").is_null());
}

TEST_CASE_METHOD(game_world, "a seat is told to all, its secret to its player",
                 "[playing]") {
  CHECK(watcher.count("player_joined") == 2);
  auto joined = watcher.all("player_joined")[1];
  CHECK(joined.at("player_name") == "Player black");
  CHECK(joined.at("color") == "black");
  CHECK(joined.at("status") == "playing");
  auto seat = black.received("seat");
  CHECK(seat.at("player_id") == joined.at("player_id"));
  CHECK(seat.at("secret").get<std::string>().size() == 32);
  CHECK(watcher.count("seat") == 0);
  CHECK(watcher.received("spectators").at("count") == 1);
}

TEST_CASE_METHOD(game_world, "a third player finds the game full",
                 "[playing]") {
  sits_down(watcher, "white");
  sim.settle();
  CHECK(watcher.received("error").at("message") == "Game is full");
}

TEST_CASE("a colour is given once", "[playing]") {
  auto sim = simulation{game_routes(), game_options_of()};
  auto id = make_game(sim);
  auto ann = sim.connect("/game/" + id), bob = sim.connect("/game/" + id);
  sits_down(ann, "white");
  sits_down(ann, "black");
  sim.settle();
  CHECK(ann.received("error").at("message") == "Already joined");
  sits_down(bob, "white");
  sim.settle();
  CHECK(bob.received("error").at("message") == "Color is taken");
  sits_down(bob, "green");
  sim.settle();
  CHECK(bob.received("error").at("message")
        == "Invalid message format: color: is none of this game");
  sits_down(bob, "random");
  sim.settle();
  CHECK(bob.received("seat").at("color") == "black");
}

TEST_CASE_METHOD(game_world, "a move is seen by all, with what it does",
                 "[playing]") {
  play(white, "e2e4");
  auto made = watcher.received("move_made");
  CHECK(made.at("from") == "e2");
  CHECK(made.at("to") == "e4");
  CHECK(made.at("piece") == "pawn");
  CHECK(made.at("san") == "e4");
  CHECK(made.at("check") == false);
  CHECK(made.at("ply") == 1);
  CHECK(made.at("turn") == "black");
  CHECK(made.at("player_id") == white.received("seat").at("player_id"));
  CHECK(made.at("fen")
        == "rnbqkbnr/pppppppp/8/8/4P3/8/PPPP1PPP/RNBQKBNR b KQkq e3 0 1");
  CHECK(black.received("move_made") == made);
  CHECK(enter().received("game_state").at("moves")[0].at("san") == "e4");
}

TEST_CASE_METHOD(game_world, "what is no move says why, and changes nothing",
                 "[playing]") {
  auto refused = [this](const client& who, const std::string& squares,
                        const std::string& piece = "pawn") {
    auto before = state();
    play(who, squares, piece);
    CHECK(state() == before);
    auto error = who.received("error");
    CHECK(error.at("message") == "Invalid move");
    return error.at("reason").get<std::string>();
  };
  CHECK(refused(black, "e7e5") == "it is not your turn");
  CHECK(refused(watcher, "e2e4") == "you are not playing");
  CHECK(refused(white, "e4e5") == "no piece on e4");
  CHECK(refused(white, "e2e5").size() > 0);
  CHECK(refused(white, "g1f3") == "the piece on g1 is a knight");
  play(white, "e2e4");
  CHECK(refused(white, "e4e5") == "it is not your turn");
  CHECK(watcher.count("move_made") == 1);
}

TEST_CASE_METHOD(game_world, "types are taken however they are spelled",
                 "[playing]") {
  white.sends_text(
    R"({"type":"move","from":"e2","to":"e4","piece":"P","player_id":"me"})");
  black.sends_text(R"({"type":"Move","from":"e7","to":"e5","piece":"p"})");
  white.sends_text(R"({"type":"offerDraw"})");
  sim.settle();
  CHECK(watcher.count("move_made") == 2);
  CHECK(watcher.count("draw_offered") == 1);
  white.sends_text(R"({"type":"MOVE","from":"g1","to":"f3"})");
  sim.settle();
  CHECK(white.received("error").at("message")
        == "Invalid message format: piece: is required");
  white.sends_text(R"({"type":"FLY"})");
  sim.settle();
  CHECK(white.received("error").at("message") == "Unknown message type: FLY");
}

TEST_CASE_METHOD(game_world, "mate ends the game, once", "[playing]") {
  fools_mate();
  CHECK(watcher.received("move_made").at("san") == "Qh4#");
  for (const auto& who : {white, black, watcher}) {
    CHECK(who.count("game_over") == 1);
    CHECK(who.received("game_over").at("result") == "0-1");
    CHECK(who.received("game_over").at("reason") == "checkmate");
  }
  play(white, "e2e4");
  CHECK(white.received("error").at("reason") == "the game is over");
  says(white, "RESIGN");
  sim.settle();
  CHECK(white.received("error").at("message") == "The game is over");
  CHECK(watcher.count("game_over") == 1);
}

TEST_CASE_METHOD(game_world, "a player resigns", "[playing]") {
  says(watcher, "RESIGN");
  says(white, "RESIGN");
  sim.settle();
  CHECK(watcher.received("error").at("message") == "You are not playing");
  CHECK(black.received("game_over").at("result") == "0-1");
  CHECK(black.received("game_over").at("reason") == "resignation");
}

TEST_CASE_METHOD(game_world, "a draw needs both", "[playing]") {
  says(white, "ACCEPT_DRAW");
  sim.settle();
  CHECK(white.received("error").at("message") == "No draw was offered");
  says(white, "OFFER_DRAW");
  sim.settle();
  says(black, "DECLINE_DRAW");
  sim.settle();
  CHECK(white.count("draw_declined") == 1);
  says(white, "OFFER_DRAW");
  play(white, "e2e4");
  play(black, "e7e5"); // Which declines it.
  says(black, "ACCEPT_DRAW");
  sim.settle();
  CHECK(black.received("error").at("message") == "No draw was offered");
  says(white, "OFFER_DRAW");
  says(black, "ACCEPT_DRAW");
  sim.settle();
  CHECK(watcher.received("game_over").at("result") == "1/2-1/2");
  CHECK(watcher.received("game_over").at("reason") == "agreed_draw");
}

TEST_CASE_METHOD(game_world, "the server knows who speaks", "[playing]") {
  white.sends_text(
    R"({"type":"CHAT","message":"hi","player_id":"somebody else"})");
  says(watcher, "CHAT");
  watcher.sends_text(
    to_text({{"type", "CHAT"}, {"message", std::string(201, 'x')}}));
  sim.settle();
  auto line = black.received("chat_message");
  CHECK(line.at("player_id") == white.received("seat").at("player_id"));
  CHECK(line.at("player_name") == "Player white");
  auto errors = watcher.all("error");
  REQUIRE(errors.size() == 2);
  CHECK(errors[0].at("message")
        == "Invalid message format: message: is required");
  CHECK(errors[1].at("message")
        == "Invalid message format: message: is too long");
}

TEST_CASE("who asks for a game that is not there is told, and sent away",
          "[playing]") {
  auto sim = simulation{game_routes(), game_options_of()};
  auto ann = sim.connect("/game/nowhere");
  sim.settle();
  CHECK(ann.received("error").at("message") == "Game not found");
  CHECK(ann.received("error").at("code") == "not_found");
  CHECK(ann.close_code() == close_code::normal);
  sim.advance(1s);
  CHECK(sim.actors().totals().rooms == 0);
}

TEST_CASE_METHOD(game_world, "legal moves are told to who asks", "[playing]") {
  watcher.sends_text(R"({"type":"LEGAL_MOVES","ref":5})");
  sim.settle();
  CHECK(watcher.received("legal_moves").at("moves").size() == 20);
  CHECK(watcher.received("legal_moves").at("ref") == 5);
}

TEST_CASE("both players see the same game, and the one that was played",
          "[playing][property]") {
  auto world = exploration{game_routes, game_options_of()};
  explore(20, world, [](simulation& sim) {
    auto id = make_game(sim);
    auto players
      = std::vector{sim.connect("/game/" + id), sim.connect("/game/" + id)};
    sits_down(players[0], "white");
    sits_down(players[1], "black");
    sim.settle();
    auto chance = std::mt19937_64{sim.seed()};
    auto own = chess_game{};
    for (int i = 0; i < 60 && !own.ending(); ++i) {
      auto choices = own.choices();
      auto wish = choices[chance() % choices.size()];
      wish["type"] = "MOVE";
      players[own.turn()].sends_text(to_text(wish));
      expect(own.play(*decode<chess_game::move_event>(wish)).has_value(),
             "it is a move");
      sim.settle();
      for (const auto& who : players)
        expect(who.received("move_made").at("fen") == own.describe().at("fen"),
               "all have the same board");
    }
    for (const auto& who : players)
      expect(who.count("game_over") == (own.ending() ? 1u : 0u),
             "it ends as it should");
  });
}
