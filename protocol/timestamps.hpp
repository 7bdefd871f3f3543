// Points in time as clients see them.
#pragma once

#include <chrono>
#include <string>

namespace troupe {

/// Wall-clock time. Shown to people, and compared with the dates in tokens;
/// never used for time-outs.
using wall_time = std::chrono::sys_time<std::chrono::milliseconds>;

/// RFC 3339 in UTC with milliseconds: `2026-11-24T06:11:53.042Z`.
std::string to_rfc3339(wall_time when);

} // namespace troupe
