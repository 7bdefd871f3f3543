// Chess as the game actor plays it.
#pragma once

#include <apps/game/chess/game_record.hpp>

#include <troupe/game/game_events.hpp>
#include <troupe/game/rules.hpp>

#include <array>
#include <string>

namespace troupe::chess {

/// A player's move; `piece` and `promotion` as "knight", "N" or "n".
struct move_event {
  std::string from;
  std::string to;
  std::string piece;
  maybe<std::string> promotion;

  static std::string words_for(const field_error& error) {
    return words_for_game(error);
  }
};
TROUPE_EVENT(move_event, "MOVE", from, to, piece, promotion)

/// What a newcomer gets, for the contract: `chess_game::describe` and the game
/// actor write it.
struct game_state_event {
  std::string game_id;
  std::string rules;
  std::string fen;
  bool check = false;
  any_json players;    ///< A list.
  std::string status;  ///< waiting, playing or finished
  std::string turn;    ///< white or black
  any_json moves;      ///< A list of what `MOVE` takes, with `san`.
  any_json clocks;     ///< Milliseconds left by colour, or null.
  any_json draw_offer; ///< The colour that offers, or null.
  any_json result;     ///< As in `game_over`, or null.
  any_json reason;     ///< As in `game_over`, or null.
  any_json you;        ///< The own seat, or null.
  bool engine_available = false;
  std::uint64_t spectators = 0;
  std::string created_at;
  double minutes = 0; ///< 0: no clock.
  double increment_seconds = 0;
  troupe::timestamp timestamp;
};
TROUPE_EVENT(game_state_event, "game_state", game_id, rules, fen, check,
             players, status, turn, moves, clocks, draw_offer, result, reason,
             you, engine_available, spectators, created_at, minutes,
             increment_seconds, timestamp)

/// A move that was made; for the contract.
struct move_made_event {
  std::string from;
  std::string to;
  std::string piece;
  maybe<std::string> promotion;
  std::string player_id;
  std::string fen;
  std::string san;
  bool check = false;
  std::uint64_t ply = 0; ///< 1 for White's first move.
  std::string turn;
  any_json clocks;
  troupe::timestamp timestamp;
};
TROUPE_EVENT(move_made_event, "move_made", from, to, piece, promotion,
             player_id, fen, san, check, ply, turn, clocks, timestamp)

/// The rules of chess: a model of `game_rules`.
class chess_game {
public:
  using move_event = chess::move_event;

  static constexpr std::string_view name = "chess";
  static constexpr std::array<std::string_view, 2> seats{"white", "black"};

  result<json> play(const move_event& wish);
  seat_index turn() const;
  std::optional<game_ending> ending() const;

  /// Who runs out of time draws against a side that cannot mate.
  game_ending ending_by(forfeit how, seat_index seat) const;
  json describe() const;
  json moves() const;
  json choices() const;

  /// PGN.
  std::string record(const record_header& header) const;

private:
  game_record record_;
};

} // namespace troupe::chess
