#include <apps/game/chess/position_check.hpp>

#include <algorithm>
#include <bit>

namespace troupe::chess {

namespace {

using reason = std::optional<problem>;

// Pieces beyond the ones a game starts with, each once a pawn.
int promoted(const board& pieces, color side) noexcept {
  using enum piece_kind;
  auto out = 0;
  for (auto kind : promotion_kinds)
    out += std::max(0, std::popcount(pieces.of(side, kind))
                         - (kind == queen ? 1 : 2));
  return out;
}

reason check_pieces(const board& pieces, color side) {
  auto name = std::string{to_string(side)};
  auto pawns = pieces.of(side, piece_kind::pawn);
  if (!has_one(pieces.of(side, piece_kind::king)))
    return refusal("FEN: " + name + " does not have exactly one king");
  if ((pawns & (rank_squares(0) | rank_squares(7))) != no_squares)
    return refusal("FEN: a pawn stands on the first or the last rank");
  if (std::popcount(pawns) + promoted(pieces, side) > board_side)
    return refusal("FEN: " + name + " has more pieces than a game can give");
  return std::nullopt;
}

reason check_castlings(const position& at) {
  using enum piece_kind;
  for (auto way : all_castlings)
    if (at.castlings.has(way)
        && (at.pieces.at(way.king_from()) != piece{way.side, king}
            || at.pieces.at(way.rook_from()) != piece{way.side, rook}))
      return refusal("FEN: a right to castle without king and rook at home");
  return std::nullopt;
}

// A pawn has just gone over the square: it stands beyond, and the squares that
// it left and passed are empty.
bool has_just_passed(const position& at, square passed) noexcept {
  auto by = other(at.turn);
  auto ahead = by == color::white ? 1 : -1;
  if (rank_of(passed) != (by == color::white ? 2 : 5) || at.halfmove_clock != 0)
    return false;
  auto start = square_at(file_of(passed), rank_of(passed) - ahead);
  auto end = square_at(file_of(passed), rank_of(passed) + ahead);
  return at.pieces.at(end) == piece{by, piece_kind::pawn}
         && !at.pieces.at(start) && !at.pieces.at(passed);
}

reason check_checks(const position& at) {
  auto occupied = at.pieces.occupied();
  auto waiting = other(at.turn);
  if (at.pieces.attackers(at.pieces.king(waiting), at.turn, occupied)
      != no_squares)
    return refusal("FEN: the side that is not to move is in check");
  auto checkers
    = at.pieces.attackers(at.pieces.king(at.turn), waiting, occupied);
  if (std::popcount(checkers) > 2)
    return refusal("FEN: more than two pieces give check");
  return std::nullopt;
}

} // namespace

std::optional<problem> why_impossible(const position& at) {
  for (auto side : {color::white, color::black})
    if (auto why = check_pieces(at.pieces, side))
      return why;
  if (auto why = check_castlings(at))
    return why;
  if (at.en_passant && !has_just_passed(at, *at.en_passant))
    return refusal("FEN: no pawn has just passed the en passant square");
  return check_checks(at);
}

} // namespace troupe::chess
