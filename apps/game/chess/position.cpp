#include <apps/game/chess/position.hpp>

#include <cstdlib>

namespace troupe::chess {

namespace {

// Where the pawn stands that a move to the en passant square takes.
square passed_pawn(move what) noexcept {
  return square_at(file_of(what.to), rank_of(what.from));
}

bool is_en_passant(const position& at, move what, piece_kind kind) noexcept {
  return kind == piece_kind::pawn && at.en_passant == what.to
         && file_of(what.from) != file_of(what.to);
}

std::optional<square> passed_square(move what, piece_kind kind) noexcept {
  if (kind != piece_kind::pawn
      || std::abs(rank_of(what.to) - rank_of(what.from)) != 2)
    return std::nullopt;
  auto middle = (rank_of(what.to) + rank_of(what.from)) / 2;
  return square_at(file_of(what.from), middle);
}

void move_rook(board& pieces, castling way) noexcept {
  pieces.remove(way.rook_from());
  pieces.put({way.side, piece_kind::rook}, way.rook_to());
}

void count_half_move(position& at, bool is_irreversible) noexcept {
  at.halfmove_clock = is_irreversible ? 0 : at.halfmove_clock + 1;
  at.move_number += at.turn == color::black ? 1 : 0;
  at.turn = other(at.turn);
}

} // namespace

position position::initial() {
  using enum piece_kind;
  constexpr auto home_rank
    = std::array{rook, knight, bishop, queen, king, bishop, knight, rook};
  auto out = position{};
  for (int file = 0; file < board_side; ++file) {
    out.pieces.put({color::white, home_rank[file]}, square_at(file, 0));
    out.pieces.put({color::white, pawn}, square_at(file, 1));
    out.pieces.put({color::black, pawn}, square_at(file, 6));
    out.pieces.put({color::black, home_rank[file]}, square_at(file, 7));
  }
  for (auto way : all_castlings)
    out.castlings.grant(way);
  return out;
}

bool in_check(const position& at) noexcept {
  return at.pieces.attackers(at.pieces.king(at.turn), other(at.turn),
                             at.pieces.occupied())
         != no_squares;
}

std::optional<castling> castling_of(const position& at, move what) noexcept {
  if (!contains(at.pieces.of(piece_kind::king), what.from))
    return std::nullopt;
  for (auto way : all_castlings)
    if (way.side == at.turn && way.king_from() == what.from
        && way.king_to() == what.to)
      return way;
  return std::nullopt;
}

bool is_capture(const position& at, move what) noexcept {
  auto is_pawn = contains(at.pieces.of(piece_kind::pawn), what.from);
  return contains(at.pieces.occupied(), what.to)
         || (is_pawn && is_en_passant(at, what, piece_kind::pawn));
}

position make(const position& before, move what) noexcept {
  auto after = before;
  auto mover = before.pieces.at(what.from).value_or(piece{});
  auto takes = is_capture(before, what);
  after.pieces.remove(what.from);
  after.pieces.remove(what.to);
  after.pieces.put({mover.owner, what.promotion.value_or(mover.kind)}, what.to);
  if (is_en_passant(before, what, mover.kind))
    after.pieces.remove(passed_pawn(what));
  if (auto way = castling_of(before, what))
    move_rook(after.pieces, *way);
  after.castlings.touch(what.from);
  after.castlings.touch(what.to);
  after.en_passant = passed_square(what, mover.kind);
  count_half_move(after, takes || mover.kind == piece_kind::pawn);
  return after;
}

} // namespace troupe::chess
