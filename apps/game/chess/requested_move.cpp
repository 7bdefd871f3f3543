#include <apps/game/chess/requested_move.hpp>

#include <apps/game/chess/attacks.hpp>
#include <apps/game/chess/legal_moves.hpp>

#include <algorithm>

namespace troupe::chess {

namespace {

using reason = std::optional<problem>;

// -- what the words say -------------------------------------------------------

result<move> parse_words(const requested_move& wanted) {
  auto from = parse_square(wanted.from);
  auto to = parse_square(wanted.to);
  if (!from || !to)
    return refusal("from and to are squares, a1 to h8");
  auto out = move{*from, *to};
  if (wanted.promotion.empty())
    return out;
  out.promotion = parse_kind(wanted.promotion);
  if (!out.promotion
      || std::ranges::count(promotion_kinds, *out.promotion) == 0)
    return refusal("a pawn becomes a queen, rook, bishop or knight");
  return out;
}

// -- why the piece is not the one to move -------------------------------------

reason
why_not_that_piece(const position& at, square from, std::string_view name) {
  auto where = to_string(from);
  auto kind = parse_kind(name);
  auto found = at.pieces.at(from);
  if (!kind)
    return refusal("piece is none of pawn, knight, bishop, rook, queen, king");
  if (!found)
    return refusal("no piece on " + where);
  if (found->kind != *kind)
    return refusal("the piece on " + where + " is a "
                   + std::string{to_string(found->kind)});
  if (found->owner != at.turn)
    return refusal("the piece on " + where + " is "
                   + std::string{to_string(found->owner)});
  return std::nullopt;
}

// -- why the move is not legal ------------------------------------------------

bool is_promotion(piece_kind kind, square to) noexcept {
  return kind == piece_kind::pawn
         && (rank_of(to) == 0 || rank_of(to) == board_side - 1);
}

problem why_no_castling(const position& at, castling way) {
  auto path = between(way.king_from(), way.rook_from());
  if (!at.castlings.has(way))
    return refusal("castling there is no longer allowed");
  if ((path & at.pieces.occupied()) != no_squares)
    return refusal("a piece stands between king and rook");
  return refusal("the king may not castle out of, through or into check");
}

problem why_illegal(const position& at, move what) {
  auto kind = at.pieces.at(what.from).value_or(piece{}).kind;
  if (what.promotion && !is_promotion(kind, what.to))
    return refusal("only a pawn on the last rank becomes something else");
  if (auto way = castling_of(at, what))
    return why_no_castling(at, *way);
  if (!contains(reachable(at, what.from), what.to))
    return refusal("illegal move");
  if (!what.promotion && is_promotion(kind, what.to))
    return refusal("promotion is missing: what the pawn becomes");
  return refusal("the king would be in check");
}

} // namespace

result<move> find_move(const position& at, const requested_move& wanted) {
  auto what = parse_words(wanted);
  if (!what)
    return what;
  if (auto why = why_not_that_piece(at, what->from, wanted.piece))
    return *why;
  if (!is_legal(at, *what))
    return why_illegal(at, *what);
  return what;
}

} // namespace troupe::chess
