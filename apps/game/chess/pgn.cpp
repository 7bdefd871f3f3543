#include <apps/game/chess/pgn.hpp>

#include <apps/game/chess/fen.hpp>

#include <algorithm>
#include <array>

namespace troupe::chess {

namespace {

// The tags that the standard asks of every game, with what stands for unknown.
struct roster_tag {
  std::string_view name;
  std::string_view unknown;
};

constexpr auto roster = std::array<roster_tag, 7>{{
  {"Event", "?"},
  {"Site", "?"},
  {"Date", "????.??.??"},
  {"Round", "?"},
  {"White", "?"},
  {"Black", "?"},
  {"Result", "*"},
}};

constexpr std::size_t longest_line = 79;

std::optional<game_result> outcome_of(const pgn_game& game) {
  auto ending = game.record.ending();
  return ending ? ending->result : game.outcome;
}

std::string_view result_text(const pgn_game& game) {
  auto outcome = outcome_of(game);
  return outcome ? to_string(*outcome) : "*";
}

bool is_control(char letter) noexcept {
  return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F;
}

void append_tag(std::string& out, std::string_view name,
                std::string_view value) {
  out.append("[").append(name).append(" \"");
  for (auto letter : value) {
    if (letter == '"' || letter == '\\')
      out += '\\';
    out += is_control(letter) ? ' ' : letter;
  }
  out += "\"]\n";
}

bool follows_from_game(std::string_view name) noexcept {
  return name == "SetUp" || name == "FEN"
         || std::ranges::count(roster, name, &roster_tag::name) != 0;
}

void append_tags(std::string& out, const pgn_game& game) {
  for (const auto& [name, unknown] : roster) {
    auto given = name == "Result" ? result_text(game) : game.tag(name);
    append_tag(out, name, given.empty() ? unknown : given);
  }
  if (game.record.start() != position::initial()) {
    append_tag(out, "SetUp", "1");
    append_tag(out, "FEN", to_fen(game.record.start()));
  }
  for (const auto& [name, value] : game.tags)
    if (!follows_from_game(name))
      append_tag(out, name, value);
}

// Breaks lines between the words of the movetext.
class line_writer {
public:
  explicit line_writer(std::string& out) : out_(out) {}

  void add(std::string_view word) {
    auto fits = length_ + 1 + word.size() <= longest_line;
    if (length_ != 0)
      out_ += fits ? ' ' : '\n';
    length_ = length_ != 0 && fits ? length_ + 1 + word.size() : word.size();
    out_ += word;
  }

private:
  std::string& out_;
  std::size_t length_ = 0; // of the current line
};

void append_moves(std::string& out, const pgn_game& game) {
  auto line = line_writer{out};
  auto number = game.record.start().move_number;
  auto turn = game.record.start().turn;
  auto is_first = true;
  for (const auto& played : game.record.moves()) {
    if (turn == color::white)
      line.add(std::to_string(number) + '.');
    else if (is_first)
      line.add(std::to_string(number) + "...");
    line.add(played.san);
    number += turn == color::black ? 1 : 0;
    turn = other(turn);
    is_first = false;
  }
  line.add(result_text(game));
  out += '\n';
}

} // namespace

std::string_view pgn_game::tag(std::string_view name) const noexcept {
  auto found = std::ranges::find(tags, name, &pgn_tag::name);
  return found == tags.end() ? std::string_view{} : found->value;
}

std::string to_pgn(const pgn_game& game) {
  auto out = std::string{};
  append_tags(out, game);
  out += '\n';
  append_moves(out, game);
  return out;
}

} // namespace troupe::chess
