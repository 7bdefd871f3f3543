#include <apps/load/arrivals.hpp>

#include <algorithm>

namespace load {

arrival arrivals::note(std::uint32_t number) {
  if (number < next_)
    return note_below(number);
  if (number > next_)
    gaps_.push_back({next_, number});
  next_ = number + 1;
  return arrival::in_order;
}

arrival arrivals::note_below(std::uint32_t number) {
  auto where = std::upper_bound(
    gaps_.begin(), gaps_.end(), number,
    [](std::uint32_t x, const gap& left_out) { return x < left_out.end; });
  if (where == gaps_.end() || number < where->first)
    return arrival::again;
  auto behind = gap{number + 1, where->end};
  where->end = number;
  if (where->first == where->end)
    where = gaps_.erase(where);
  else
    ++where;
  if (behind.first != behind.end)
    gaps_.insert(where, behind);
  return arrival::late;
}

std::uint64_t arrivals::missing(std::uint32_t sent) const {
  std::uint64_t out = sent > next_ ? sent - next_ : 0;
  for (const auto& left_out : gaps_)
    out += std::min(left_out.end, std::max(sent, left_out.first))
           - left_out.first;
  return out;
}

} // namespace load
