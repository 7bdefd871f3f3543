// What a game actor asks the rules of its game.
#pragma once

#include <troupe/protocol/event.hpp>
#include <troupe/protocol/json.hpp>
#include <troupe/protocol/problem.hpp>

#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace troupe {

/// A seat by number, in the order of `seats`: of chess, 0 is White.
using seat_index = std::size_t;

/// How a game has ended, in the words that its players see.
struct game_ending {
  std::string result; ///< "1-0"
  std::string reason; ///< "checkmate"
};

/// What ends a game from outside of its rules.
enum class forfeit {
  resigned,
  out_of_time,
  abandoned, ///< The player's connection was lost and did not come back.
};

/// "resignation", "flag" or "abandoned".
std::string_view to_string(forfeit how) noexcept;

/// A game's course as its record (PGN, say) names it.
struct record_header {
  std::string game_id;
  std::string created_at;            ///< RFC 3339.
  std::vector<std::string> players;  ///< By seat; "" for a seat never taken.
  std::optional<game_ending> ending; ///< However it came.
};

/// The rules of a game for two, as a value that holds the state of one game: a
/// default-constructed one is at its start.
///
/// Thread: the game's actor. None of these throws for anything that a player
/// sends.
template <class R>
concept game_rules
  = event<typename R::move_event> && std::default_initializable<R> && requires(
    R game, const R& now, const typename R::move_event& wish, seat_index seat,
    forfeit how, const record_header& header) {
  /// "chess"
  { R::name } -> std::convertible_to<std::string_view>;
  /// "white" and "black"
  { R::seats.at(seat) } -> std::convertible_to<std::string_view>;
  /// Moves for the side that has the turn.
  /// @returns what all are told beside who it was, an object; or why the
  ///          rules forbid it, and then nothing has changed.
  { game.play(wish) } -> std::same_as<result<json>>;
  { now.turn() } -> std::same_as<seat_index>;
  /// How it has ended by the rules; nothing while it goes on.
  { now.ending() } -> std::same_as<std::optional<game_ending>>;
  /// Who wins when that player does not go on.
  { now.ending_by(how, seat) } -> std::same_as<game_ending>;
  /// What there is to see, an object: the board.
  { now.describe() } -> std::same_as<json>;
  /// The moves so far, an array; each can be played again.
  { now.moves() } -> std::same_as<json>;
  /// What the side that has the turn may play, an array.
  { now.choices() } -> std::same_as<json>;
  /// The game as text for other programs.
  { now.record(header) } -> std::same_as<std::string>;
};

} // namespace troupe
