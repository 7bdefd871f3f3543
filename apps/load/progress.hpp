// One line that tells how it goes, for whoever watches.
#pragma once

#include <apps/load/event_loop.hpp>

#include <string>

namespace load {

/// Rewrites the last line of a terminal on standard error, twice a second at
/// most; does nothing when that is no terminal.
class progress {
public:
  progress();

  /// Leaves an empty line behind.
  ~progress();

  progress(const progress&) = delete;
  progress& operator=(const progress&) = delete;

  /// @returns whether it is time for the next line.
  bool is_due(clock::time_point now) const noexcept {
    return now >= next_;
  }

  void show(const std::string& line);

private:
  clock::time_point next_ = clock::time_point::max();
};

} // namespace load
