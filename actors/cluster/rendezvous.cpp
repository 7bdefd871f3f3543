#include <troupe/actors/cluster/rendezvous.hpp>

#include <troupe/protocol/stable_hash.hpp>

namespace troupe {

namespace {

/// The finish of splitmix64: FNV alone spreads its last bytes badly.
std::uint64_t mix(std::uint64_t x) noexcept {
  x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9;
  x = (x ^ x >> 27) * 0x94D049BB133111EB;
  return x ^ x >> 31;
}

} // namespace

const std::string&
owner_of(const room_key& key, const std::vector<std::string>& names) {
  auto of_key = mix(stable_hash(key.name, mix(stable_hash(key.kind))));
  const auto* best = &names.front();
  auto highest = std::uint64_t{0};
  for (const auto& name : names) {
    auto score = mix(of_key ^ mix(stable_hash(name)));
    if (score > highest || (score == highest && name > *best)) {
      best = &name;
      highest = score;
    }
  }
  return *best;
}

} // namespace troupe
