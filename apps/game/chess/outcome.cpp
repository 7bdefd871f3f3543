#include <apps/game/chess/outcome.hpp>

#include <apps/game/chess/legal_moves.hpp>

namespace troupe::chess {

namespace {

// On squares of one colour, or none at all.
bool go_on_one_color(bitboard bishops) noexcept {
  return (bishops & dark_squares) == no_squares
         || (bishops & ~dark_squares) == no_squares;
}

bool is_dead(const board& pieces) noexcept {
  return !can_mate(pieces, color::white) && !can_mate(pieces, color::black);
}

} // namespace

std::string_view to_string(game_result how) noexcept {
  switch (how) {
    case game_result::white_wins: return "1-0";
    case game_result::black_wins: return "0-1";
    case game_result::draw: return "1/2-1/2";
  }
  return "*";
}

std::string_view to_string(ending_reason why) noexcept {
  switch (why) {
    case ending_reason::checkmate: return "checkmate";
    case ending_reason::stalemate: return "stalemate";
    case ending_reason::dead_position: return "dead_position";
    case ending_reason::threefold_repetition: return "threefold_repetition";
    case ending_reason::fifty_moves: return "fifty_moves";
  }
  return "unknown";
}

bool can_mate(const board& pieces, color side) noexcept {
  using enum piece_kind;
  auto own = pieces.of(side);
  auto theirs = pieces.of(other(side));
  auto knights = pieces.of(knight);
  auto bishops = pieces.of(bishop);
  if ((own & (pieces.of(pawn) | pieces.of(rook) | pieces.of(queen)))
      != no_squares)
    return true;
  if ((own & knights) != no_squares) {
    auto blockers = theirs & ~pieces.of(king) & ~pieces.of(queen);
    return has_several(own & ~pieces.of(king)) || blockers != no_squares;
  }
  if ((own & bishops) == no_squares)
    return false;
  return !go_on_one_color(bishops)
         || (theirs & (pieces.of(pawn) | knights)) != no_squares;
}

std::optional<ending> ending_of(const position& at, int occurrences) {
  using enum ending_reason;
  constexpr int fifty = 100; // half-moves
  if (legal_moves(at).empty()) {
    if (in_check(at))
      return ending{win_of(other(at.turn)), checkmate};
    return ending{game_result::draw, stalemate};
  }
  if (is_dead(at.pieces))
    return ending{game_result::draw, dead_position};
  if (occurrences >= 3)
    return ending{game_result::draw, threefold_repetition};
  if (at.halfmove_clock >= fifty)
    return ending{game_result::draw, fifty_moves};
  return std::nullopt;
}

position repetition_key(const position& at) {
  auto out = at;
  if (!can_take_en_passant(at))
    out.en_passant.reset();
  out.halfmove_clock = 0;
  out.move_number = 1;
  return out;
}

} // namespace troupe::chess
