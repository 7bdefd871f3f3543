// Colours, pieces and moves.
#pragma once

#include <apps/game/chess/squares.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace troupe::chess {

enum class color : std::uint8_t { white, black };

constexpr color other(color side) noexcept {
  return side == color::white ? color::black : color::white;
}

enum class piece_kind : std::uint8_t {
  pawn,
  knight,
  bishop,
  rook,
  queen,
  king,
};

inline constexpr auto all_kinds = std::array{
  piece_kind::pawn, piece_kind::knight, piece_kind::bishop,
  piece_kind::rook, piece_kind::queen,  piece_kind::king,
};

/// What a pawn may become.
inline constexpr auto promotion_kinds = std::array{
  piece_kind::queen,
  piece_kind::rook,
  piece_kind::bishop,
  piece_kind::knight,
};

struct piece {
  color owner = color::white;
  piece_kind kind = piece_kind::pawn;

  bool operator==(const piece&) const = default;
};

/// One step of a game. Castling is the king's step of two squares; en passant
/// is the pawn's step to the empty square.
struct move {
  square from = square::a1;
  square to = square::a1;
  std::optional<piece_kind> promotion = {};

  bool operator==(const move&) const = default;
};

/// "white" or "black".
std::string_view to_string(color side) noexcept;

/// "pawn", "knight" and so on.
std::string_view to_string(piece_kind kind) noexcept;

/// P, N, B, R, Q or K.
char letter_of(piece_kind kind) noexcept;

/// The inverse of `letter_of`; lower-case letters are none.
std::optional<piece_kind> kind_of_letter(char letter) noexcept;

/// A capital for White, the same in lower case for Black: as FEN writes them.
char fen_letter(piece what) noexcept;

/// The inverse of `fen_letter`.
std::optional<piece> piece_of_fen_letter(char letter) noexcept;

/// @param text "knight", "N" or "n".
std::optional<piece_kind> parse_kind(std::string_view text) noexcept;

} // namespace troupe::chess
