#include <apps/game/chess/fen.hpp>

#include <apps/game/chess/position_check.hpp>

#include <charconv>
#include <utility>
#include <vector>

namespace troupe::chess {

namespace {

constexpr auto castling_letters = std::string_view{"KQkq"}; // as all_castlings

std::vector<std::string_view> split(std::string_view text, char separator) {
  auto out = std::vector<std::string_view>{};
  for (auto end = text.find(separator); end != std::string_view::npos;
       end = text.find(separator)) {
    out.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  out.push_back(text);
  return out;
}

// -- writing ------------------------------------------------------------------

std::string rank_text(const board& pieces, int rank) {
  auto out = std::string{};
  auto empty = 0;
  auto flush = [&] {
    if (empty != 0)
      out += std::to_string(std::exchange(empty, 0));
  };
  for (int file = 0; file < board_side; ++file) {
    auto found = pieces.at(square_at(file, rank));
    if (!found) {
      ++empty;
      continue;
    }
    flush();
    out += fen_letter(*found);
  }
  flush();
  return out;
}

std::string castlings_text(const castling_rights& rights) {
  auto out = std::string{};
  for (std::size_t i = 0; i < all_castlings.size(); ++i)
    if (rights.has(all_castlings[i]))
      out += castling_letters[i];
  return out.empty() ? "-" : out;
}

// -- reading: each gives a reason, or nothing if the field is fine ------------

using reason = std::optional<problem>;

reason read_rank(std::string_view text, int rank, board& pieces) {
  auto file = 0;
  auto after_digit = false;
  for (auto letter : text) {
    auto is_digit = letter >= '1' && letter <= '8';
    auto found = piece_of_fen_letter(letter);
    if (!is_digit && !found)
      return refusal(
        "FEN: a rank holds something other than pieces and 1 to 8");
    if (is_digit && after_digit)
      return refusal("FEN: two numbers stand side by side in a rank");
    if (found && file < board_side)
      pieces.put(*found, square_at(file, rank));
    file += is_digit ? letter - '0' : 1;
    after_digit = is_digit;
    if (file > board_side)
      break;
  }
  if (file != board_side)
    return refusal("FEN: a rank does not have 8 squares");
  return std::nullopt;
}

reason read_pieces(std::string_view text, board& pieces) {
  auto ranks = split(text, '/');
  if (ranks.size() != board_side)
    return refusal("FEN: the board does not have 8 ranks");
  for (int i = 0; i < board_side; ++i)
    if (auto why = read_rank(ranks[i], board_side - 1 - i, pieces))
      return why;
  return std::nullopt;
}

reason read_turn(std::string_view text, color& turn) {
  if (text != "w" && text != "b")
    return refusal("FEN: the side to move is neither w nor b");
  turn = text == "w" ? color::white : color::black;
  return std::nullopt;
}

reason read_castlings(std::string_view text, castling_rights& rights) {
  for (std::size_t i = 0; i < all_castlings.size(); ++i)
    if (text.find(castling_letters[i]) != std::string_view::npos)
      rights.grant(all_castlings[i]);
  if (text != castlings_text(rights)) // its order, nothing twice
    return refusal("FEN: the rights to castle are neither - nor part of KQkq");
  return std::nullopt;
}

reason read_en_passant(std::string_view text, std::optional<square>& passed) {
  if (text == "-")
    return std::nullopt;
  passed = parse_square(text);
  if (!passed)
    return refusal("FEN: the en passant field is neither - nor a square");
  return std::nullopt;
}

// Digits alone, without leading zeros.
bool read_number(std::string_view text, int low, int high, int& out) {
  auto [end, error]
    = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && std::to_string(out) == text && out >= low
         && out <= high;
}

reason read_clocks(std::string_view half, std::string_view full, position& at) {
  if (!read_number(half, 0, max_halfmove_clock, at.halfmove_clock))
    return refusal("FEN: the half-move clock is no number from 0 to 150");
  if (!read_number(full, 1, max_move_number, at.move_number))
    return refusal("FEN: the move number is no number from 1 to 9999");
  return std::nullopt;
}

reason read_fields(const std::vector<std::string_view>& fields, position& at) {
  if (fields.size() != 6)
    return refusal("FEN: there are not six fields, one space apart");
  if (auto why = read_pieces(fields[0], at.pieces))
    return why;
  if (auto why = read_turn(fields[1], at.turn))
    return why;
  if (auto why = read_castlings(fields[2], at.castlings))
    return why;
  if (auto why = read_en_passant(fields[3], at.en_passant))
    return why;
  return read_clocks(fields[4], fields[5], at);
}

} // namespace

std::string to_fen(const position& at) {
  auto out = std::string{};
  for (int rank = board_side - 1; rank >= 0; --rank)
    out.append(rank_text(at.pieces, rank)).append(rank == 0 ? " " : "/");
  out += at.turn == color::white ? "w " : "b ";
  out += castlings_text(at.castlings) + ' ';
  out += at.en_passant ? to_string(*at.en_passant) : "-";
  out += ' ' + std::to_string(at.halfmove_clock);
  out += ' ' + std::to_string(at.move_number);
  return out;
}

result<position> parse_fen(std::string_view text) {
  auto out = position{};
  if (auto why = read_fields(split(text, ' '), out))
    return *why;
  if (auto why = why_impossible(out))
    return *why;
  return out;
}

} // namespace troupe::chess
