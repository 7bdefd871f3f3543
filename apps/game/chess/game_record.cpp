#include <apps/game/chess/game_record.hpp>

#include <apps/game/chess/legal_moves.hpp>
#include <apps/game/chess/san.hpp>

#include <algorithm>

namespace troupe::chess {

game_record::game_record() : game_record(position::initial()) {}

game_record::game_record(const position& start)
  : start_(start), current_(start) {
  remember_current();
}

result<played_move> game_record::play(move what) {
  if (ending_)
    return refusal("the game is over");
  if (!is_legal(current_, what))
    return refusal("illegal move");
  moves_.push_back({what, to_san(current_, what)});
  current_ = make(current_, what);
  remember_current();
  return moves_.back();
}

int game_record::occurrences() const noexcept {
  return static_cast<int>(std::ranges::count(repeatable_, repeatable_.back()));
}

void game_record::remember_current() {
  if (current_.halfmove_clock == 0)
    repeatable_.clear(); // no earlier position can come again
  repeatable_.push_back(repetition_key(current_));
  ending_ = ending_of(current_, occurrences());
}

} // namespace troupe::chess
