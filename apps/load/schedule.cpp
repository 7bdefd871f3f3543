#include <apps/load/schedule.hpp>

#include <cmath>

namespace load {

clock::time_point schedule::take(clock::time_point now) {
  auto due = has_rate() ? next() : now;
  ++taken_;
  return due;
}

clock::time_point schedule::next() const {
  if (!has_rate())
    return start_;
  auto seconds
    = std::chrono::duration<double>{static_cast<double>(taken_) / rate_};
  return start_ + std::chrono::duration_cast<clock::duration>(seconds);
}

std::uint64_t schedule::untaken(clock::time_point end) const {
  if (!has_rate() || end <= start_)
    return 0;
  auto seconds = std::chrono::duration<double>{end - start_}.count();
  auto due = static_cast<std::uint64_t>(std::ceil(seconds * rate_));
  return due > taken_ ? due - taken_ : 0;
}

} // namespace load
