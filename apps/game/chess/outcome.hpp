// How a game ends by the rules alone.
#pragma once

#include <apps/game/chess/position.hpp>

#include <optional>
#include <string_view>

namespace troupe::chess {

enum class game_result : std::uint8_t { white_wins, black_wins, draw };

/// "1-0", "0-1" or "1/2-1/2".
std::string_view to_string(game_result how) noexcept;

constexpr game_result win_of(color side) noexcept {
  return side == color::white ? game_result::white_wins
                              : game_result::black_wins;
}

/// Source: FIDE Laws of Chess (2023). The draws that the laws let a player
/// claim (9.2, 9.3) come by themselves here.
enum class ending_reason : std::uint8_t {
  checkmate,            ///< 5.1.1
  stalemate,            ///< 5.2.1
  dead_position,        ///< 5.2.2, by what is left on the board.
  threefold_repetition, ///< 9.2
  fifty_moves,          ///< 9.3
};

/// The enumerator's name.
std::string_view to_string(ending_reason why) noexcept;

struct ending {
  game_result result = game_result::draw;
  ending_reason reason = ending_reason::stalemate;

  bool operator==(const ending&) const = default;
};

/// Why a game that has come to `at` is over; nothing if it is not. Mate goes
/// before any draw.
/// @param occurrences How often the game has had this position, now included.
std::optional<ending> ending_of(const position& at, int occurrences);

/// Whether `side` could mate by any sequence of legal moves, the other side's
/// help included, as far as the pieces tell: no if it has a lone king, a
/// single knight against king and queens, or bishops that together with the
/// other side's go on squares of one colour, without anything that could block.
/// A player whose time runs out draws against a side that cannot (FIDE 6.9).
bool can_mate(const board& pieces, color side) noexcept;

/// What repetition compares (FIDE 9.2.3): equal exactly if the same player has
/// the move, the same pieces stand on the same squares, and the same moves are
/// possible now and later. An en passant square counts only if some pawn may
/// take there.
position repetition_key(const position& at);

} // namespace troupe::chess
