// Portable game notation: a whole game as text.
#pragma once

#include <apps/game/chess/game_record.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace troupe::chess {

/// `[name "value"]`
struct pgn_tag {
  std::string name; ///< Letters, digits and underscores.
  std::string value;

  bool operator==(const pgn_tag&) const = default;
};

/// What a text in this notation says.
struct pgn_game {
  std::vector<pgn_tag> tags;
  game_record record;
  std::optional<game_result> outcome; ///< Nothing: not finished, "*".

  /// @returns the value of the first tag of that name, "" if there is none.
  std::string_view tag(std::string_view name) const noexcept;
};

/// Writes seven tags that every game has (Event, Site, Date, Round, White,
/// Black, Result), from `game.tags` where they are given; then SetUp and FEN if
/// the game did not begin as usual; then the other tags; then the moves.
/// Result, SetUp and FEN follow from the game, whatever `game.tags` says of
/// them. Control characters in values are written as spaces.
/// Source: PGN standard, section 8.
std::string to_pgn(const pgn_game& game);

/// Reads one game: tags, moves in algebraic notation and a result. Comments,
/// variations, annotations and move numbers are passed over.
/// @returns a problem that names the move or the tag if that is not what the
///          text is, if a move is illegal or follows the end of the game, or if
///          the result is missing or contradicts its tag or the game.
/// Takes time and memory in proportion to the text, whose length the caller
/// bounds.
result<pgn_game> parse_pgn(std::string_view text);

} // namespace troupe::chess
