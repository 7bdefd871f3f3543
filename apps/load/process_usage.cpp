#include <apps/load/process_usage.hpp>

#include <ctime>
#include <fstream>
#include <string>
#include <unistd.h>

namespace load {

namespace {

/// Exact: proc(5) counts in clock ticks, mostly of 10 ms.
std::optional<std::chrono::nanoseconds> cpu_time(pid_t process) {
  auto clock = clockid_t{};
  auto time = timespec{};
  if (::clock_getcpuclockid(process, &clock) != 0
      || ::clock_gettime(clock, &time) != 0)
    return std::nullopt;
  return std::chrono::seconds{time.tv_sec}
         + std::chrono::nanoseconds{time.tv_nsec};
}

} // namespace

std::optional<process_usage> usage_of(pid_t process) {
  auto time = cpu_time(process);
  std::uint64_t all_pages = 0, resident_pages = 0;
  auto memory = std::ifstream{"/proc/" + std::to_string(process) + "/statm"};
  if (!time || !(memory >> all_pages >> resident_pages))
    return std::nullopt;
  return process_usage{*time,
                       resident_pages
                         * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE))};
}

} // namespace load
