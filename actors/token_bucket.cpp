#include <troupe/actors/token_bucket.hpp>

#include <algorithm>
#include <cmath>

namespace troupe {

token_bucket::token_bucket(const rate_limit& limit, time_point now)
  : limit_(limit), tokens_(std::max(limit.burst, 1.0)), filled_(now) {}

double token_bucket::tokens_at(time_point now) const {
  auto passed = std::chrono::duration<double>(now - filled_).count();
  return std::min(tokens_ + std::max(passed, 0.0) * limit_.per_second,
                  std::max(limit_.burst, 1.0));
}

bool token_bucket::full(time_point now) const {
  return tokens_at(now) >= std::max(limit_.burst, 1.0);
}

std::optional<std::chrono::milliseconds>
token_bucket::take(time_point now, double tokens) {
  if (limit_.per_second <= 0)
    return std::nullopt;
  auto wanted = std::min(tokens, std::max(limit_.burst, 1.0));
  tokens_ = tokens_at(now);
  filled_ = now;
  if (tokens_ >= wanted) {
    tokens_ -= wanted;
    return std::nullopt;
  }
  auto seconds = (wanted - tokens_) / limit_.per_second;
  return std::chrono::milliseconds{
    static_cast<std::int64_t>(std::ceil(seconds * 1000))};
}

} // namespace troupe
