// How fast is too fast.
#pragma once

#include <troupe/protocol/limits.hpp>

#include <chrono>
#include <optional>

namespace troupe {

/// A bucket that starts full and gains tokens with time. Knows no clock: the
/// caller says what time it is.
class token_bucket {
public:
  using time_point = std::chrono::steady_clock::time_point;

  token_bucket(const rate_limit& limit, time_point now);

  /// Takes tokens; more than the bucket holds are as many as it holds.
  /// @returns nothing when there were enough, else how long until there are.
  std::optional<std::chrono::milliseconds>
  take(time_point now, double tokens = 1);

  /// Whether it would hold no more if more time had passed.
  bool full(time_point now) const;

private:
  double tokens_at(time_point now) const;

  rate_limit limit_;
  double tokens_;
  time_point filled_;
};

} // namespace troupe
