#include <troupe/protocol/timestamps.hpp>

namespace troupe {

namespace {

/// Writes the last digits of `value`. Each room stamps each event, and printf
/// takes ten times as long.
void put(char* where, int digits, unsigned value) {
  for (; digits > 0; value /= 10)
    where[--digits] = static_cast<char>('0' + value % 10);
}

} // namespace

std::string to_rfc3339(wall_time when) {
  using namespace std::chrono;
  auto day = floor<days>(when);
  auto date = year_month_day{day};
  auto time = hh_mm_ss{when - day};
  auto text = std::string{"0000-00-00T00:00:00.000Z"};
  auto* at = text.data();
  put(at, 4, static_cast<unsigned>(static_cast<int>(date.year())));
  put(at + 5, 2, static_cast<unsigned>(date.month()));
  put(at + 8, 2, static_cast<unsigned>(date.day()));
  put(at + 11, 2, static_cast<unsigned>(time.hours().count()));
  put(at + 14, 2, static_cast<unsigned>(time.minutes().count()));
  put(at + 17, 2, static_cast<unsigned>(time.seconds().count()));
  put(at + 20, 3, static_cast<unsigned>(time.subseconds().count()));
  return text;
}

} // namespace troupe
