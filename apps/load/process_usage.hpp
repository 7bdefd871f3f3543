// What a process costs.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <sys/types.h>

namespace load {

struct process_usage {
  /// Of all threads, user and system, since the start.
  std::chrono::duration<double> cpu{};
  std::uint64_t resident_bytes = 0;
};

/// Reads /proc. @returns nothing when there is no such process.
std::optional<process_usage> usage_of(pid_t process);

} // namespace load
