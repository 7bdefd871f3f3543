#include <apps/load/random_game.hpp>

#include <apps/game/chess/legal_moves.hpp>
#include <apps/game/chess/san.hpp>

#include <algorithm>
#include <utility>

namespace load {

namespace chess = troupe::chess;

std::optional<planned_move> random_game::next() {
  auto moves = chess::legal_moves(now_);
  while (!moves.empty()) {
    auto& one = moves[random_() % moves.size()];
    auto after = chess::make(now_, one);
    if (goes_on(after))
      return play(one, after);
    std::swap(one, moves.back());
    moves.pop_back();
  }
  return std::nullopt;
}

bool random_game::goes_on(const chess::position& after) const {
  return !chess::ending_of(after, 1)
         && std::find(seen_.begin(), seen_.end(), chess::repetition_key(after))
              == seen_.end();
}

planned_move random_game::play(chess::move what, const chess::position& after) {
  auto out = planned_move{what, now_.pieces.at(what.from)->kind,
                          chess::to_san(now_, what)};
  if (after.halfmove_clock == 0)
    seen_.clear();
  seen_.push_back(chess::repetition_key(after));
  now_ = after;
  return out;
}

} // namespace load
