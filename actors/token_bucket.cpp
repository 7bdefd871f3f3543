#include <troupe/actors/token_bucket.hpp>

#include <algorithm>
#include <cmath>

namespace troupe {

token_bucket::token_bucket(const rate_limit& limit, time_point now)
  : limit_(limit), tokens_(std::max(limit.burst, 1.0)), filled_(now) {}

std::optional<std::chrono::milliseconds> token_bucket::take(time_point now) {
  if (limit_.per_second <= 0)
    return std::nullopt;
  auto passed = std::chrono::duration<double>(now - filled_).count();
  filled_ = now;
  tokens_ = std::min(tokens_ + std::max(passed, 0.0) * limit_.per_second,
                     std::max(limit_.burst, 1.0));
  if (tokens_ >= 1) {
    tokens_ -= 1;
    return std::nullopt;
  }
  auto seconds = (1 - tokens_) / limit_.per_second;
  return std::chrono::milliseconds{
    static_cast<std::int64_t>(std::ceil(seconds * 1000))};
}

} // namespace troupe
