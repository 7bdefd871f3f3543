#include <troupe/actors/loop_affinity.hpp>

#include <troupe/protocol/stable_hash.hpp>

namespace troupe {

namespace {

/// Must not depend on the standard library.
std::uint32_t hash_of(std::string_view name) {
  auto hash = stable_hash(name);
  return static_cast<std::uint32_t>(hash ^ (hash >> 32));
}

} // namespace

loop_affinity::loop_affinity(std::size_t loops, std::size_t most)
  : loops_(loops),
    most_(most),
    connections_(std::make_unique<std::atomic<std::size_t>[]>(loops)) {
  if (loops > 1 && most > 0)
    entries_ = std::make_unique<std::atomic<entry>[]>(entries);
}

loop_affinity::seat
loop_affinity::enter(std::string_view name, std::size_t here) {
  auto out = seat{static_cast<std::uint32_t>(here)};
  if (entries_ && !name.empty()) {
    auto number = hash_of(name) % entries;
    auto known = entries_[number].load();
    while (known.connections < most_) {
      auto loop = choose(known, here);
      if (!entries_[number].compare_exchange_weak(
            known, {loop, known.connections + 1}))
        continue;
      out = {loop, number};
      break;
    }
  }
  ++connections_[out.loop];
  return out;
}

void loop_affinity::leave(const seat& from) {
  --connections_[from.loop];
  if (from.entry == none)
    return;
  auto known = entries_[from.entry].load();
  while (!entries_[from.entry].compare_exchange_weak(
    known, {known.loop, known.connections - 1})) {
  }
}

std::size_t loop_affinity::loop_of_room(std::string_view name) {
  auto hash = hash_of(name);
  auto loop = static_cast<std::uint32_t>(hash % loops_);
  if (!entries_)
    return loop;
  auto known = entry{};
  auto is_new
    = entries_[hash % entries].compare_exchange_strong(known, {loop, 0});
  return is_new ? loop : known.loop;
}

std::uint32_t
loop_affinity::choose(const entry& known, std::size_t here) const {
  if (known.connections > 0)
    return known.loop;
  auto best = least_loaded(here);
  auto keeps
    = known.loop != none && !overloaded(known.loop, connections_[best]);
  return keeps ? known.loop : static_cast<std::uint32_t>(best);
}

std::size_t loop_affinity::least_loaded(std::size_t here) const {
  auto best = here;
  for (std::size_t i = 0; i < loops_; ++i)
    if (connections_[i] < connections_[best])
      best = i;
  return best;
}

/// A room may be there already, so it takes quite a few more.
bool loop_affinity::overloaded(std::size_t loop, std::size_t least) const {
  constexpr std::size_t slack = 16;
  return connections_[loop] > least + least / 4 + slack;
}

} // namespace troupe
