// Says when trouble begins and when it ends, not each time.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace troupe {

/// A line in the log when a store begins to fail, and one when nothing has
/// failed for a while and something worked: half an hour without a database is
/// two lines, whatever the traffic.
class trouble_log {
public:
  using time_point = std::chrono::steady_clock::time_point;

  /// @param store its name in the log.
  /// @param calm how long nothing must fail before trouble has ended.
  trouble_log(std::string store, std::chrono::nanoseconds calm);

  void failed(time_point now, std::string_view why);

  void worked(time_point now);

private:
  std::string store_;
  std::chrono::nanoseconds calm_;
  std::uint64_t failures_ = 0; ///< Since the trouble began; 0: there is none.
  time_point began_;
  time_point last_failure_;
};

} // namespace troupe
