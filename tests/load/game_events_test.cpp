#include <apps/load/game_events.hpp>

#include "catch.hpp"

#include <nlohmann/json.hpp>

using namespace load;
using kind = game_event::kind;
using nlohmann::json;
namespace chess = troupe::chess;

namespace {

const auto promotion
  = json{{"type", "move_made"}, {"from", "e7"},      {"to", "d8"},
         {"piece", "pawn"},     {"player_id", "p1"}, {"fen", "any"},
         {"san", "exd8=Q+"},    {"check", true},     {"promotion", "queen"},
         {"turn", "black"},     {"clocks", nullptr}, {"ply", 41}};

kind kind_of(const json& event) {
  return read_game_event(event.dump()).what;
}

/// The event with one field changed; null takes it away.
json with(json event, const char* name, const json& value) {
  if (value.is_null())
    event.erase(name);
  else
    event[name] = value;
  return event;
}

} // namespace

TEST_CASE("a move is read with all that is checked", "[game_events]") {
  auto said = read_game_event(promotion.dump());
  REQUIRE(said.what == kind::move);
  CHECK(said.move.ply == 41);
  CHECK(said.move.move == "e7d8q");
  CHECK(said.move.san == "exd8=Q+");
  CHECK(said.move.player_id == "p1");
  CHECK(said.move.next == "black");
  CHECK(read_game_event(with(promotion, "promotion", nullptr).dump()).move.move
        == "e7d8");
}

TEST_CASE("a move with wrong fields is damaged", "[game_events]") {
  CHECK(kind_of(with(promotion, "ply", nullptr)) == kind::damaged);
  CHECK(kind_of(with(promotion, "ply", -1)) == kind::damaged);
  CHECK(kind_of(with(promotion, "ply", 1.5)) == kind::damaged);
  CHECK(kind_of(with(promotion, "ply", 0x1'0000'0001)) == kind::damaged);
  CHECK(kind_of(with(promotion, "from", nullptr)) == kind::damaged);
  CHECK(kind_of(with(promotion, "to", 5)) == kind::damaged);
  CHECK(kind_of(with(promotion, "promotion", "emperor")) == kind::damaged);
}

TEST_CASE("what is no event is damaged", "[game_events]") {
  for (auto text : {"", "{", "[]", "7", "{}", R"({"type":7})", "\xff\xfe",
                    R"({"type":"seat"})", R"({"type":"seat","player_id":1})"}) {
    INFO(text);
    CHECK(read_game_event(text).what == kind::damaged);
  }
}

TEST_CASE("what a player waits for is told apart from the rest",
          "[game_events]") {
  auto seat = read_game_event(R"({"type":"seat","player_id":"p1"})");
  CHECK(seat.what == kind::seat);
  CHECK(seat.text == "p1");
  CHECK(kind_of({{"type", "game_over"}}) == kind::over);
  CHECK(kind_of({{"type", "player_joined"}, {"status", "waiting"}})
        == kind::other);
  CHECK(kind_of({{"type", "player_joined"}, {"status", "playing"}})
        == kind::started);
  auto error = read_game_event(
    R"({"type":"error","message":"Invalid move","reason":"no piece on e5"})");
  CHECK(error.what == kind::error);
  CHECK(error.text == "Invalid move: no piece on e5");
}

TEST_CASE("an error is short, and fit for a terminal", "[game_events]") {
  auto said = json{{"message", "\x1b[2J\xc3\xa4" + std::string(10'000, 'x')}};
  auto words = read_error(said.dump());
  CHECK(words.starts_with("?[2J??xxx"));
  CHECK(words.size() == 200);
  CHECK(read_error("no JSON").empty());
}

TEST_CASE("a game's id is taken when it can stand in a path", "[game_events]") {
  CHECK(read_game_id(R"({"game_id":"k3-F_9"})") == "k3-F_9");
  for (auto text : {"", "[]", "{}", R"({"game_id":7})", R"({"game_id":""})",
                    R"({"game_id":"a/b"})", R"({"game_id":"a b"})",
                    R"({"game_id":"a\r\nb"})"})
    CHECK_FALSE(read_game_id(text));
  CHECK_FALSE(read_game_id(json{{"game_id", std::string(129, 'x')}}.dump()));
}

TEST_CASE("a move is asked for by squares and pieces", "[game_events]") {
  auto castling = planned_move{
    {chess::square::e1, chess::square::g1, {}}, chess::piece_kind::king, "O-O"};
  CHECK(
    json::parse(move_text(castling))
    == json{{"type", "MOVE"}, {"from", "e1"}, {"to", "g1"}, {"piece", "king"}});
  auto taking = planned_move{
    {chess::square::e7, chess::square::d8, chess::piece_kind::knight},
    chess::piece_kind::pawn,
    "exd8=N"};
  CHECK(json::parse(move_text(taking))
        == json{{"type", "MOVE"},
                {"from", "e7"},
                {"to", "d8"},
                {"piece", "pawn"},
                {"promotion", "knight"}});
}
