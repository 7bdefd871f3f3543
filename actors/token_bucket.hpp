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

  /// Takes one token.
  /// @returns nothing when there was one, else how long until there is.
  std::optional<std::chrono::milliseconds> take(time_point now);

private:
  rate_limit limit_;
  double tokens_;
  time_point filled_;
};

} // namespace troupe
