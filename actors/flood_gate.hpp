// Which lines of the log are written when there are too many.
#pragma once

#include <troupe/actors/token_bucket.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace troupe {

/// A token bucket for each event, so that one that floods hides no other.
/// Knows no clock: the caller says what time it is.
/// Thread: one at a time.
class flood_gate {
public:
  /// @param lines_per_second of one event, and so many at once; 0: no limit.
  explicit flood_gate(double lines_per_second);

  /// @param event one of the program's own, never a client's words: each is
  ///        remembered.
  /// @returns nothing when the line is to be dropped, else how many lines of
  ///          its event were dropped since the last that was not.
  std::optional<std::uint64_t>
  pass(std::string_view event, token_bucket::time_point now);

private:
  struct entry {
    token_bucket bucket;
    std::uint64_t dropped = 0;
  };

  rate_limit limit_;
  std::map<std::string, entry, std::less<>> events_;
};

} // namespace troupe
