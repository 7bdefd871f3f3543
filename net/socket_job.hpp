// One write to one socket, and one read.
#pragma once

#include <limits>
#include <span>
#include <string_view>

namespace troupe {

/// What a job's `result` is until there is one.
namespace job_result {

constexpr int untried = std::numeric_limits<int>::min();
constexpr int lost = untried + 1; ///< Tried, and nobody knows what came of it.

} // namespace job_result

struct send_job {
  int fd = -1;
  std::string_view bytes{};
  int result = job_result::untried; ///< Bytes taken, or minus an errno.
};

struct read_job {
  int fd = -1;
  std::span<char> room{};
  int result = job_result::untried; ///< Bytes that came, or minus an errno.
};

} // namespace troupe
