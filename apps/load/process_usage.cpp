#include <apps/load/process_usage.hpp>

#include <fstream>
#include <sstream>
#include <string>
#include <unistd.h>

namespace load {

namespace {

/// @returns fields 14 and 15 of proc(5)'s `stat`, in clock ticks.
std::optional<std::uint64_t> cpu_ticks(const std::string& folder) {
  auto line = std::string{};
  if (!std::getline(std::ifstream{folder + "/stat"}, line))
    return std::nullopt;
  // The second field is a name in brackets, which may hold anything.
  auto rest = std::istringstream{line.substr(line.rfind(')') + 1)};
  auto skipped = std::string{};
  for (int field = 3; field < 14; ++field)
    rest >> skipped;
  std::uint64_t user = 0, system = 0;
  if (!(rest >> user >> system))
    return std::nullopt;
  return user + system;
}

} // namespace

std::optional<process_usage> usage_of(pid_t process) {
  auto folder = "/proc/" + std::to_string(process);
  auto ticks = cpu_ticks(folder);
  std::uint64_t all_pages = 0, resident_pages = 0;
  auto memory = std::ifstream{folder + "/statm"};
  if (!ticks || !(memory >> all_pages >> resident_pages))
    return std::nullopt;
  auto seconds
    = static_cast<double>(*ticks) / static_cast<double>(::sysconf(_SC_CLK_TCK));
  return process_usage{std::chrono::duration<double>{seconds},
                       resident_pages
                         * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE))};
}

} // namespace load
