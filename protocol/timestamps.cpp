#include <troupe/protocol/timestamps.hpp>

#include <cstdio>

namespace troupe {

std::string to_rfc3339(wall_time when) {
  using namespace std::chrono;
  auto day = floor<days>(when);
  auto date = year_month_day{day};
  auto time = hh_mm_ss{when - day};
  char text[64];
  std::snprintf(
    text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
    static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
    static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
    static_cast<int>(time.minutes().count()),
    static_cast<int>(time.seconds().count()),
    static_cast<int>(time.subseconds().count()));
  return text;
}

} // namespace troupe
