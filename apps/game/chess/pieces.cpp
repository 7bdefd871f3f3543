#include <apps/game/chess/pieces.hpp>

#include <algorithm>

namespace troupe::chess {

namespace {

constexpr auto kind_letters = std::string_view{"PNBRQK"};

// The locale has no say in it.
constexpr char lower(char letter) noexcept {
  return static_cast<char>(letter - 'A' + 'a');
}

constexpr char upper(char letter) noexcept {
  return static_cast<char>(letter - 'a' + 'A');
}

constexpr bool is_lower(char letter) noexcept {
  return letter >= 'a' && letter <= 'z';
}

} // namespace

std::string_view to_string(color side) noexcept {
  return side == color::white ? "white" : "black";
}

std::string_view to_string(piece_kind kind) noexcept {
  switch (kind) {
    case piece_kind::pawn: return "pawn";
    case piece_kind::knight: return "knight";
    case piece_kind::bishop: return "bishop";
    case piece_kind::rook: return "rook";
    case piece_kind::queen: return "queen";
    case piece_kind::king: return "king";
  }
  return "piece";
}

char letter_of(piece_kind kind) noexcept {
  return kind_letters[static_cast<std::size_t>(kind)];
}

std::optional<piece_kind> kind_of_letter(char letter) noexcept {
  auto place = kind_letters.find(letter);
  if (place == std::string_view::npos)
    return std::nullopt;
  return all_kinds[place];
}

char fen_letter(piece what) noexcept {
  auto letter = letter_of(what.kind);
  return what.owner == color::white ? letter : lower(letter);
}

std::optional<piece> piece_of_fen_letter(char letter) noexcept {
  auto is_black = is_lower(letter);
  auto kind = kind_of_letter(is_black ? upper(letter) : letter);
  if (!kind)
    return std::nullopt;
  return piece{is_black ? color::black : color::white, *kind};
}

std::optional<piece_kind> parse_kind(std::string_view text) noexcept {
  if (text.size() == 1)
    return kind_of_letter(is_lower(text[0]) ? upper(text[0]) : text[0]);
  auto found = std::ranges::find_if(
    all_kinds, [text](auto kind) { return to_string(kind) == text; });
  if (found == all_kinds.end())
    return std::nullopt;
  return *found;
}

} // namespace troupe::chess
