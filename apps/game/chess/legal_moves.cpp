#include <apps/game/chess/legal_moves.hpp>

#include <apps/game/chess/attacks.hpp>

#include <algorithm>

namespace troupe::chess {

namespace {

constexpr bitboard last_ranks = rank_squares(0) | rank_squares(7);

bitboard forward(color side, bitboard set) noexcept {
  return side == color::white ? set << board_side : set >> board_side;
}

// Walks and captures; en passant aside.
bitboard pawn_targets(const position& at, square from) noexcept {
  auto empty = ~at.pieces.occupied();
  auto third_rank = rank_squares(at.turn == color::white ? 2 : 5);
  auto one = forward(at.turn, bit(from)) & empty;
  auto two = forward(at.turn, one & third_rank) & empty;
  auto prey = at.pieces.of(other(at.turn));
  return one | two | (pawn_attacks(at.turn, from) & prey);
}

bitboard targets(const position& at, piece_kind kind, square from) noexcept {
  if (kind == piece_kind::pawn)
    return pawn_targets(at, from);
  return attacks(kind, from, at.pieces.occupied()) & ~at.pieces.of(at.turn);
}

// Generates legal moves directly: a piece other than the king may go to
// `allowed_`, and when it is pinned, along its pin only.
class generator {
public:
  explicit generator(const position& at) noexcept
    : at_(at), king_(at.pieces.king(at.turn)) {
    auto checkers = attackers_of_king(at.pieces.occupied());
    if (has_several(checkers))
      allowed_ = no_squares; // only the king itself can help
    else if (checkers != no_squares)
      allowed_ = checkers | between(king_, first_of(checkers));
    in_check_ = checkers != no_squares;
    pinned_ = find_pinned();
  }

  move_list all() {
    add_king_steps();
    if (!in_check_)
      add_castlings();
    if (allowed_ != no_squares)
      add_others();
    add_en_passant();
    return std::move(moves_);
  }

  move_list en_passant_only() {
    add_en_passant();
    return std::move(moves_);
  }

private:
  color them() const noexcept {
    return other(at_.turn);
  }

  bitboard attackers_of_king(bitboard blockers) const noexcept {
    return at_.pieces.attackers(king_, them(), blockers);
  }

  // -- pins -------------------------------------------------------------------

  bitboard find_pinned() const noexcept {
    using enum piece_kind;
    const auto& pieces = at_.pieces;
    auto prey = pieces.of(them());
    auto queens = pieces.of(queen);
    auto snipers = attacks(rook, king_, prey) & (pieces.of(rook) | queens);
    snipers |= attacks(bishop, king_, prey) & (pieces.of(bishop) | queens);
    auto out = no_squares;
    for (auto sniper : squares_of{snipers & prey}) {
      auto shields = between(king_, sniper) & pieces.occupied();
      if (has_one(shields))
        out |= shields;
    }
    return out;
  }

  bitboard allowed_from(square from) const noexcept {
    return contains(pinned_, from) ? allowed_ & line(king_, from) : allowed_;
  }

  // -- the king ---------------------------------------------------------------

  // The king does not shield the squares behind it.
  bool is_safe(square where) const noexcept {
    auto blockers = at_.pieces.occupied() & ~bit(king_);
    return at_.pieces.attackers(where, them(), blockers) == no_squares;
  }

  void add_king_steps() {
    for (auto to : squares_of{targets(at_, piece_kind::king, king_)})
      if (is_safe(to))
        moves_.push_back({king_, to});
  }

  void add_castlings() {
    for (auto way : all_castlings)
      if (way.side == at_.turn && at_.castlings.has(way) && is_free(way))
        moves_.push_back({way.king_from(), way.king_to()});
  }

  // The rook ends where the king passes, so its target is on the king's path.
  bool is_free(castling way) const noexcept {
    auto path = between(way.king_from(), way.rook_from());
    return (path & at_.pieces.occupied()) == no_squares
           && is_safe(way.rook_to()) && is_safe(way.king_to());
  }

  // -- everything else --------------------------------------------------------

  void add_others() {
    for (auto kind : all_kinds)
      if (kind != piece_kind::king)
        for (auto from : squares_of{at_.pieces.of(at_.turn, kind)})
          add_steps(kind, from, targets(at_, kind, from) & allowed_from(from));
  }

  void add_steps(piece_kind kind, square from, bitboard to) {
    auto promoting = kind == piece_kind::pawn ? to & last_ranks : no_squares;
    for (auto where : squares_of{to & ~promoting})
      moves_.push_back({from, where});
    for (auto where : squares_of{promoting})
      for (auto becomes : promotion_kinds)
        moves_.push_back({from, where, becomes});
  }

  // Two pawns leave their squares at once, which pins do not account for:
  // the king is looked at as it stands after the move.
  void add_en_passant() {
    if (!at_.en_passant)
      return;
    auto to = *at_.en_passant;
    auto taken = forward(them(), bit(to));
    auto takers
      = pawn_attacks(them(), to) & at_.pieces.of(at_.turn, piece_kind::pawn);
    for (auto from : squares_of{takers}) {
      auto after = (at_.pieces.occupied() & ~bit(from) & ~taken) | bit(to);
      if ((attackers_of_king(after) & ~taken) == no_squares)
        moves_.push_back({from, to});
    }
  }

  const position& at_;
  square king_;
  bool in_check_ = false;
  bitboard allowed_ = all_squares; // what captures or blocks a lone checker
  bitboard pinned_ = no_squares;
  move_list moves_;
};

} // namespace

move_list legal_moves(const position& at) {
  return generator{at}.all();
}

bool is_legal(const position& at, move what) {
  return std::ranges::count(legal_moves(at), what) != 0;
}

bool can_take_en_passant(const position& at) {
  return !generator{at}.en_passant_only().empty();
}

bitboard reachable(const position& at, square from) noexcept {
  auto mover = at.pieces.at(from).value_or(piece{});
  auto out = targets(at, mover.kind, from);
  if (mover.kind == piece_kind::pawn && at.en_passant)
    out |= pawn_attacks(at.turn, from) & bit(*at.en_passant);
  return out;
}

} // namespace troupe::chess
