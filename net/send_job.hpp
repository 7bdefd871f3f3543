// One write to one socket.
#pragma once

#include <limits>
#include <string_view>

namespace troupe {

struct send_job {
  static constexpr int untried = std::numeric_limits<int>::min();
  static constexpr int lost = untried + 1;

  int fd = -1;
  std::string_view bytes{};
  int result = untried; ///< Bytes that the kernel took, or minus an errno.
};

} // namespace troupe
