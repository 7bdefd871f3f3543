#include <apps/load/histogram.hpp>

#include <algorithm>
#include <bit>
#include <cmath>

namespace load {

void histogram::record(std::chrono::nanoseconds value) {
  auto ticks = std::max<std::int64_t>(value.count(), 0);
  ++counts_[bucket_of(static_cast<std::uint64_t>(ticks))];
  ++count_;
  max_ = std::max(max_, ticks);
}

std::chrono::nanoseconds histogram::percentile(double share) const {
  auto rank = std::ceil(share * static_cast<double>(count_));
  auto wanted = std::max<std::uint64_t>(static_cast<std::uint64_t>(rank), 1);
  std::uint64_t passed = 0;
  for (std::size_t i = 0; i < buckets; ++i) {
    passed += counts_[i];
    if (passed >= wanted)
      return std::min(max(), std::chrono::nanoseconds{highest_in(i)});
  }
  return {};
}

std::size_t histogram::bucket_of(std::uint64_t value) {
  if (value < steps)
    return value;
  // The leading bit chooses the power of two, the bits behind it the step.
  auto power = static_cast<unsigned>(std::bit_width(value)) - step_bits - 1;
  return (power + 1) * steps + (value >> power) - steps;
}

std::uint64_t histogram::highest_in(std::size_t bucket) {
  if (bucket < steps)
    return bucket;
  auto power = bucket / steps - 1;
  auto step = bucket % steps + steps;
  return ((step + 1) << power) - 1;
}

} // namespace load
