#include <apps/load/move_ledger.hpp>

#include <utility>

namespace load {

void move_ledger::start(std::array<std::string, 2> player_ids) {
  played_.clear();
  heard_.assign(heard_.size(), {});
  player_ids_ = std::move(player_ids);
}

void move_ledger::add(std::string move, std::string san) {
  played_.push_back({std::move(move), std::move(san)});
}

move_arrival move_ledger::note(std::size_t viewer, const made_move& what) {
  if (what.ply == 0 || what.ply > size())
    return move_arrival::stray;
  if (!is_as_played(what))
    return move_arrival::damaged;
  switch (heard_[viewer].note(what.ply - 1)) {
    case arrival::in_order: return move_arrival::in_order;
    case arrival::late: return move_arrival::late;
    case arrival::again: break;
  }
  return move_arrival::again;
}

bool move_ledger::is_as_played(const made_move& what) const {
  const auto& [move, san] = played_[what.ply - 1];
  auto by_white = what.ply % 2 == 1;
  return what.move == move && what.san == san
         && what.player_id == player_ids_[by_white ? 0 : 1]
         && what.next == (by_white ? "black" : "white");
}

std::uint64_t move_ledger::missing() const {
  std::uint64_t out = 0;
  for (const auto& one : heard_)
    out += one.missing(size());
  return out;
}

} // namespace load
