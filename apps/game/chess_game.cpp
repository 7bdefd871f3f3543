#include <apps/game/chess_game.hpp>

#include <apps/game/chess/fen.hpp>
#include <apps/game/chess/legal_moves.hpp>
#include <apps/game/chess/pgn.hpp>
#include <apps/game/chess/requested_move.hpp>

#include <algorithm>

namespace troupe::chess {

namespace {

color side_of(seat_index seat) {
  return seat == 0 ? color::white : color::black;
}

/// As players ask for it, and as all are told.
json to_json(move what, piece_kind moved) {
  auto out = json{{"from", to_string(what.from)},
                  {"to", to_string(what.to)},
                  {"piece", to_string(moved)}};
  if (what.promotion)
    out["promotion"] = to_string(*what.promotion);
  return out;
}

piece_kind kind_on(const position& at, square where) {
  return at.pieces.at(where)->kind;
}

/// PGN's date: "2026.11.24".
std::string pgn_date(const std::string& rfc3339) {
  auto date = rfc3339.substr(0, 10);
  std::replace(date.begin(), date.end(), '-', '.');
  return date;
}

/// Nothing for a game that nobody has won or drawn.
std::optional<game_result> result_of(const std::optional<game_ending>& how) {
  if (!how)
    return std::nullopt;
  for (auto each :
       {game_result::white_wins, game_result::black_wins, game_result::draw})
    if (how->result == to_string(each))
      return each;
  return std::nullopt;
}

/// Source: PGN standard, section 9.8.1.
std::string termination(const game_ending& how) {
  if (how.reason == troupe::to_string(forfeit::out_of_time))
    return "time forfeit";
  if (how.reason == troupe::to_string(forfeit::abandoned))
    return "abandoned";
  return result_of(how) ? "normal" : "unterminated";
}

} // namespace

result<json> chess_game::play(const move_event& wish) {
  const auto& before = record_.current();
  auto found = find_move(
    before, {wish.from, wish.to, wish.piece, wish.promotion.value_or("")});
  if (!found)
    return found.error();
  auto out = to_json(*found, kind_on(before, found->from));
  auto played = record_.play(*found);
  if (!played)
    return played.error();
  out["san"] = played->san;
  out["fen"] = to_fen(record_.current());
  out["check"] = in_check(record_.current());
  return result<json>{boost::system::in_place_value, std::move(out)};
}

seat_index chess_game::turn() const {
  return record_.current().turn == color::white ? 0 : 1;
}

std::optional<game_ending> chess_game::ending() const {
  const auto& how = record_.ending();
  if (!how)
    return std::nullopt;
  return game_ending{std::string{to_string(how->result)},
                     std::string{to_string(how->reason)}};
}

game_ending chess_game::ending_by(forfeit how, seat_index seat) const {
  auto winner = other(side_of(seat));
  auto drawn = how == forfeit::out_of_time
               && !can_mate(record_.current().pieces, winner);
  auto result = drawn ? game_result::draw : win_of(winner);
  return {std::string{to_string(result)}, std::string{troupe::to_string(how)}};
}

json chess_game::describe() const {
  return {{"fen", to_fen(record_.current())},
          {"check", in_check(record_.current())}};
}

json chess_game::moves() const {
  auto out = json::array();
  auto at = record_.start();
  for (const auto& each : record_.moves()) {
    auto shown = to_json(each.what, kind_on(at, each.what.from));
    shown["san"] = each.san;
    out.push_back(std::move(shown));
    at = make(at, each.what);
  }
  return out;
}

json chess_game::choices() const {
  auto out = json::array();
  for (auto each : legal_moves(record_.current()))
    out.push_back(to_json(each, kind_on(record_.current(), each.from)));
  return out;
}

std::string chess_game::record(const record_header& header) const {
  auto name_of = [&](seat_index seat) {
    return header.players[seat].empty() ? "?" : header.players[seat];
  };
  auto game = pgn_game{{{"Event", "Troupe"},
                        {"Site", header.game_id},
                        {"Date", pgn_date(header.created_at)},
                        {"White", name_of(0)},
                        {"Black", name_of(1)}},
                       record_,
                       result_of(header.ending)};
  if (header.ending)
    game.tags.push_back({"Termination", termination(*header.ending)});
  return to_pgn(game);
}

} // namespace troupe::chess
