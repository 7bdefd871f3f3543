#include <apps/game/chess/san.hpp>

#include <apps/game/chess/legal_moves.hpp>

namespace troupe::chess {

namespace {

constexpr auto king_side_text = std::string_view{"O-O"};
constexpr auto queen_side_text = std::string_view{"O-O-O"};

piece_kind kind_on(const position& at, square where) noexcept {
  return at.pieces.at(where).value_or(piece{}).kind;
}

// -- writing ------------------------------------------------------------------

// What tells the origin from those of the other pieces of its kind that may go
// to the same square: its file, else its rank, else both.
std::string disambiguation(const position& at, move what) {
  auto is_needed = false;
  auto same_file = false;
  auto same_rank = false;
  for (auto rival : legal_moves(at)) {
    if (rival.to != what.to || rival.from == what.from
        || kind_on(at, rival.from) != kind_on(at, what.from))
      continue;
    is_needed = true;
    same_file |= file_of(rival.from) == file_of(what.from);
    same_rank |= rank_of(rival.from) == rank_of(what.from);
  }
  auto out = std::string{};
  if (is_needed && (!same_file || same_rank))
    out += file_letter(what.from);
  if (same_file)
    out += rank_digit(what.from);
  return out;
}

std::string pawn_text(const position& at, move what) {
  auto out = std::string{};
  if (is_capture(at, what))
    out.append({file_letter(what.from), 'x'});
  out += to_string(what.to);
  if (what.promotion)
    out.append({'=', letter_of(*what.promotion)});
  return out;
}

std::string piece_text(const position& at, move what) {
  auto out = std::string{letter_of(kind_on(at, what.from))};
  out += disambiguation(at, what);
  if (is_capture(at, what))
    out += 'x';
  return out + to_string(what.to);
}

std::string unmarked(const position& at, move what) {
  if (auto way = castling_of(at, what))
    return std::string{way->where == wing::king_side ? king_side_text
                                                     : queen_side_text};
  return kind_on(at, what.from) == piece_kind::pawn ? pawn_text(at, what)
                                                    : piece_text(at, what);
}

// -- reading ------------------------------------------------------------------

// What a text asks of a move.
struct pattern {
  piece_kind kind = piece_kind::pawn;
  std::optional<char> file; // of the origin
  std::optional<char> rank;
  square to = square::a1;
  std::optional<piece_kind> promotion;

  bool fits(const position& at, move what) const {
    return what.to == to && what.promotion == promotion
           && kind_on(at, what.from) == kind
           && file.value_or(file_letter(what.from)) == file_letter(what.from)
           && rank.value_or(rank_digit(what.from)) == rank_digit(what.from)
           && !castling_of(at, what);
  }
};

// Each of these takes its part off the end or the front of the text.

bool take_promotion(std::string_view& text, pattern& out) {
  auto place = text.find('=');
  if (place == std::string_view::npos)
    return true;
  auto letter = text.substr(place + 1);
  text = text.substr(0, place);
  if (letter.size() != 1)
    return false;
  out.promotion = kind_of_letter(letter.front());
  return out.promotion.has_value();
}

bool take_target(std::string_view& text, pattern& out) {
  if (text.size() < 2)
    return false;
  auto to = parse_square(text.substr(text.size() - 2));
  text.remove_suffix(2);
  if (text.ends_with('x'))
    text.remove_suffix(1);
  out.to = to.value_or(out.to);
  return to.has_value();
}

bool take_origin(std::string_view& text, pattern& out) {
  if (!text.empty() && text.front() >= 'a' && text.front() <= 'h') {
    out.file = text.front();
    text.remove_prefix(1);
  }
  if (!text.empty() && text.front() >= '1' && text.front() <= '8') {
    out.rank = text.front();
    text.remove_prefix(1);
  }
  return text.empty();
}

std::optional<pattern> parse_pattern(std::string_view text) {
  auto out = pattern{};
  if (!text.empty())
    if (auto kind = kind_of_letter(text.front());
        kind && *kind != piece_kind::pawn) {
      out.kind = *kind;
      text.remove_prefix(1);
    }
  if (!take_promotion(text, out) || !take_target(text, out)
      || !take_origin(text, out))
    return std::nullopt;
  if (out.kind == piece_kind::pawn && !out.file)
    out.file = file_letter(out.to); // a pawn that takes is told by its file
  return out;
}

problem not_legal(std::string_view text) {
  return refusal("illegal move " + std::string{text});
}

result<move> find_castling(const position& at, wing where) {
  for (auto what : legal_moves(at)) {
    auto way = castling_of(at, what);
    if (way && way->where == where)
      return what;
  }
  return refusal("castling there is not legal");
}

} // namespace

std::string to_san(const position& at, move what) {
  auto out = unmarked(at, what);
  auto after = make(at, what);
  if (in_check(after))
    out += legal_moves(after).empty() ? '#' : '+';
  return out;
}

result<move> parse_san(const position& at, std::string_view text) {
  auto bare = text;
  if (bare.ends_with('+') || bare.ends_with('#'))
    bare.remove_suffix(1);
  if (bare == king_side_text || bare == queen_side_text)
    return find_castling(at, bare == king_side_text ? wing::king_side
                                                    : wing::queen_side);
  auto wanted = parse_pattern(bare);
  if (!wanted)
    return refusal("no move in algebraic notation");
  auto found = std::optional<move>{};
  for (auto what : legal_moves(at)) {
    if (!wanted->fits(at, what))
      continue;
    if (found)
      return refusal("ambiguous move " + std::string{text});
    found = what;
  }
  if (!found)
    return not_legal(text);
  return *found;
}

std::string to_uci(move what) {
  auto out = to_string(what.from) + to_string(what.to);
  if (what.promotion)
    out += fen_letter({color::black, *what.promotion});
  return out;
}

result<move> parse_uci(const position& at, std::string_view text) {
  for (auto what : legal_moves(at))
    if (to_uci(what) == text)
      return what;
  return refusal("illegal move");
}

} // namespace troupe::chess
