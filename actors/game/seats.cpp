#include <troupe/game/seats.hpp>

#include <algorithm>

namespace troupe {

namespace {

template <class Taken, class Predicate>
std::optional<seat_index> find_seat(const Taken& taken, Predicate matches) {
  auto found = std::find_if(taken.begin(), taken.end(), matches);
  if (found == taken.end())
    return std::nullopt;
  return static_cast<seat_index>(found - taken.begin());
}

} // namespace

std::string_view to_string(forfeit how) noexcept {
  switch (how) {
    case forfeit::resigned: return "resignation";
    case forfeit::out_of_time: return "flag";
    case forfeit::abandoned: return "abandoned";
  }
  return "resignation";
}

bool seat_table::full() const noexcept {
  return !first_free();
}

bool seat_table::empty() const noexcept {
  return std::none_of(taken_.begin(), taken_.end(),
                      [](const auto& x) { return x.has_value(); });
}

std::size_t seat_table::taken() const noexcept {
  return static_cast<std::size_t>(std::count_if(
    taken_.begin(), taken_.end(), [](const auto& x) { return x.has_value(); }));
}

const player* seat_table::at(seat_index seat) const noexcept {
  return taken_[seat] ? &*taken_[seat] : nullptr;
}

player* seat_table::at(seat_index seat) noexcept {
  return taken_[seat] ? &*taken_[seat] : nullptr;
}

std::optional<seat_index> seat_table::first_free() const noexcept {
  return find_seat(taken_, [](const auto& x) { return !x; });
}

std::optional<seat_index> seat_table::of(session_id session) const noexcept {
  if (session == 0)
    return std::nullopt;
  return find_seat(
    taken_, [session](const auto& x) { return x && x->session == session; });
}

std::optional<seat_index>
seat_table::of_speaker(session_id session) const noexcept {
  if (auto seat = of(session); seat || session == 0)
    return seat;
  return find_seat(taken_, [session](const auto& x) {
    return x && x->session == 0 && x->before == session;
  });
}

std::optional<seat_index>
seat_table::of(const seat_claim& claim) const noexcept {
  return find_seat(taken_, [&claim](const auto& x) {
    if (!x || x->engine)
      return false;
    return (!claim.secret.empty() && x->secret == claim.secret)
           || (!claim.user_id.empty() && x->user_id == claim.user_id);
  });
}

} // namespace troupe
