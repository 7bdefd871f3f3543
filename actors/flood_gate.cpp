#include <troupe/actors/flood_gate.hpp>

#include <utility>

namespace troupe {

flood_gate::flood_gate(double lines_per_second)
  : limit_{lines_per_second, lines_per_second} {}

std::optional<std::uint64_t>
flood_gate::pass(std::string_view event, token_bucket::time_point now) {
  auto found = events_.find(event);
  if (found == events_.end())
    found = events_.emplace(event, entry{token_bucket{limit_, now}}).first;
  auto& [bucket, dropped] = found->second;
  if (!bucket.take(now))
    return std::exchange(dropped, 0);
  ++dropped;
  return std::nullopt;
}

} // namespace troupe
