// What a run has found out, and how it is told.
#pragma once

#include <apps/load/histogram.hpp>
#include <apps/load/process_usage.hpp>

#include <iosfwd>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace load {

/// What must not happen to a message.
struct faults {
  std::uint64_t lost = 0;      ///< Never came.
  std::uint64_t doubled = 0;   ///< Came again.
  std::uint64_t reordered = 0; ///< Came after a later one of its publisher.
  std::uint64_t stray = 0;     ///< Came where it was not meant to, or unsent.
  std::uint64_t damaged = 0;   ///< Came, but not as it was sent.
  std::uint64_t disconnected = 0; ///< Connections that ended by themselves.
  /// That the server told; nothing where a scenario does not look for them.
  std::optional<std::uint64_t> errors = std::nullopt;

  bool any() const noexcept {
    return lost + doubled + reordered + stray + damaged + disconnected
             + errors.value_or(0)
           > 0;
  }
};

/// A distribution of times.
struct latency {
  std::string of;    ///< What was timed, e.g. `delivery`.
  std::string since; ///< Where the time starts, e.g. `intended send time`.
  histogram times;
};

/// The server's part, and the load generator's own, while it was measured.
struct cost {
  /// The server before the first connection; nothing: its process is not known.
  std::optional<process_usage> server_before;
  double server_cpu_seconds = 0;
  double client_cpu_seconds = 0;
  std::uint64_t server_resident_at_start = 0; ///< Unit of both: bytes.
  std::uint64_t server_resident_at_end = 0;
};

/// Named numbers, in the order in which they are printed.
using amounts = std::vector<std::pair<std::string, double>>;

struct report {
  std::string scenario;
  std::string dialect;
  amounts settings;
  double seconds = 0; ///< That were measured: warm-up and end are not in it.
  std::uint64_t deliveries = 0; ///< In these seconds.
  amounts results;              ///< Of the whole run.
  std::vector<latency> latencies;
  faults found;
  std::string first_error; ///< In the server's words; empty: none.
  cost paid;
};

void print_table(std::ostream& out, const report& what);
void print_json(std::ostream& out, const report& what);

} // namespace load
