#include <apps/game/chess/squares.hpp>

namespace troupe::chess {

std::string to_string(square where) {
  return {file_letter(where), rank_digit(where)};
}

std::optional<square> parse_square(std::string_view text) noexcept {
  if (text.size() != 2 || !on_board(text[0] - 'a', text[1] - '1'))
    return std::nullopt;
  return square_at(text[0] - 'a', text[1] - '1');
}

} // namespace troupe::chess
