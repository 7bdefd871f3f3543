#include <apps/game/chess/pgn.hpp>

#include <apps/game/chess/fen.hpp>
#include <apps/game/chess/san.hpp>

#include <algorithm>

namespace troupe::chess {

namespace {

using reason = std::optional<problem>;

constexpr auto spaces = std::string_view{" \t\r\n\v\f"};
constexpr auto name_letters
  = std::string_view{"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                     "0123456789_"};

// Takes text from the front, piece by piece.
class scanner {
public:
  explicit scanner(std::string_view text) : rest_(text) {}

  bool at_end() const noexcept {
    return rest_.empty();
  }

  bool take(char letter) {
    if (!rest_.starts_with(letter))
      return false;
    rest_.remove_prefix(1);
    return true;
  }

  void skip_spaces() {
    take_run(spaces);
  }

  /// The longest start that consists of these letters.
  std::string_view take_run(std::string_view letters) {
    return take_first(rest_.find_first_not_of(letters));
  }

  /// Everything in front of the first of these letters, or all.
  std::string_view take_until(std::string_view letters) {
    return take_first(rest_.find_first_of(letters));
  }

  /// White space, comments and variations.
  void skip_ignored() {
    for (skip_spaces(); skip_comment() || skip_variation();)
      skip_spaces();
  }

  /// The inside of a quoted string up to its end; nothing if there is no end.
  std::optional<std::string> take_quoted() {
    auto out = std::string{};
    while (!at_end() && !rest_.starts_with('"')) {
      if (rest_.starts_with('\\') && rest_.size() > 1)
        rest_.remove_prefix(1);
      out += rest_.front();
      rest_.remove_prefix(1);
    }
    if (!take('"'))
      return std::nullopt;
    return out;
  }

private:
  std::string_view take_first(std::size_t count) {
    auto out = rest_.substr(0, count);
    rest_.remove_prefix(out.size());
    return out;
  }

  bool skip_comment() {
    if (take(';')) {
      take_until("\n");
      return true;
    }
    if (!take('{'))
      return false;
    take_until("}");
    take('}');
    return true;
  }

  bool skip_variation() {
    if (!take('('))
      return false;
    for (int depth = 1; depth > 0 && !at_end();) {
      take_until("(){;");
      if (!skip_comment())
        depth += take('(') ? 1 : take(')') ? -1 : 0;
    }
    return true;
  }

  std::string_view rest_;
};

std::optional<game_result> parse_result(std::string_view word) {
  using enum game_result;
  for (auto how : {white_wins, black_wins, draw})
    if (to_string(how) == word)
      return how;
  return std::nullopt;
}

// "12.Nf3!?" without its number and annotation: "Nf3".
std::string_view bare_move(std::string_view word) {
  auto digits = word.find_first_not_of("0123456789");
  if (digits == std::string_view::npos)
    return {};
  if (word[digits] == '.')
    word.remove_prefix(
      std::min(word.find_first_not_of('.', digits), word.size()));
  while (word.ends_with('!') || word.ends_with('?'))
    word.remove_suffix(1);
  return word;
}

class parser {
public:
  explicit parser(std::string_view text) : text_(text) {}

  result<pgn_game> parse() {
    if (auto why = read_tags())
      return *why;
    if (auto why = read_moves())
      return *why;
    if (auto why = check_result())
      return *why;
    return std::move(game_);
  }

private:
  // -- tags -------------------------------------------------------------------

  reason read_tags() {
    for (text_.skip_ignored(); text_.take('['); text_.skip_ignored())
      if (!read_tag())
        return refusal("PGN: a tag is not [name \"value\"]");
    auto fen = game_.tag("FEN");
    if (fen.empty())
      return std::nullopt;
    auto start = parse_fen(fen);
    if (!start)
      return start.error();
    game_.record = game_record{*start};
    return std::nullopt;
  }

  bool read_tag() {
    text_.skip_spaces();
    auto name = text_.take_run(name_letters);
    text_.skip_spaces();
    if (name.empty() || !text_.take('"'))
      return false;
    auto value = text_.take_quoted();
    text_.skip_spaces();
    if (!value || !text_.take(']'))
      return false;
    game_.tags.push_back({std::string{name}, *value});
    return true;
  }

  // -- moves ------------------------------------------------------------------

  reason read_moves() {
    for (text_.skip_ignored(); !text_.at_end(); text_.skip_ignored()) {
      auto word = text_.take_until(" \t\r\n\v\f{;()[");
      if (word.empty())
        return refusal("PGN: a bracket where a move is expected");
      result_ = word;
      game_.outcome = parse_result(word);
      if (game_.outcome || word == "*")
        return std::nullopt;
      if (auto why = read_word(word))
        return why;
    }
    return refusal("PGN: the result is missing");
  }

  reason read_word(std::string_view word) {
    if (word.starts_with('$'))
      return std::nullopt;
    auto san = bare_move(word);
    if (san.empty())
      return std::nullopt;
    auto what = parse_san(game_.record.current(), san);
    if (!what)
      return at_move(what.error());
    auto played = game_.record.play(*what);
    if (!played)
      return at_move(played.error());
    return std::nullopt;
  }

  problem at_move(const problem& why) const {
    auto number = std::to_string(game_.record.current().move_number);
    return refusal("PGN: move " + number + ": " + why.message);
  }

  // -- result -----------------------------------------------------------------

  reason check_result() {
    text_.skip_ignored();
    if (!text_.at_end())
      return refusal("PGN: something follows the result");
    auto tagged = game_.tag("Result");
    if (!tagged.empty() && tagged != result_)
      return refusal("PGN: the result is not the one of its tag");
    auto ending = game_.record.ending();
    if (ending && ending->result != game_.outcome)
      return refusal("PGN: the result is not the one of the game");
    return std::nullopt;
  }

  scanner text_;
  pgn_game game_;
  std::string_view result_; // the last word
};

} // namespace

result<pgn_game> parse_pgn(std::string_view text) {
  return parser{text}.parse();
}

} // namespace troupe::chess
