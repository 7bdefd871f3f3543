// What a pool counts while it runs.
#pragma once

#include <troupe/actors/counters.hpp>

#include <array>
#include <chrono>
#include <cstddef>

namespace troupe {

/// How long requests took, from their arrival at the pool to the answer: a
/// count for each bucket.
struct latency_histogram {
  /// The buckets' upper bounds; one more bucket takes what is beyond.
  static constexpr auto bounds = std::to_array<std::chrono::microseconds>({
    std::chrono::microseconds{250},
    std::chrono::microseconds{500},
    std::chrono::milliseconds{1},
    std::chrono::microseconds{2'500},
    std::chrono::milliseconds{5},
    std::chrono::milliseconds{10},
    std::chrono::milliseconds{25},
    std::chrono::milliseconds{50},
    std::chrono::milliseconds{100},
    std::chrono::milliseconds{250},
    std::chrono::milliseconds{500},
    std::chrono::milliseconds{1'000},
    std::chrono::milliseconds{2'500},
  });

  void add(std::chrono::microseconds took) {
    std::size_t bucket = 0;
    while (bucket < bounds.size() && took > bounds[bucket])
      ++bucket;
    count(buckets[bucket]);
    count(sum_us, static_cast<std::uint64_t>(took.count()));
  }

  std::array<counters::total, bounds.size() + 1> buckets{};
  counters::total sum_us{0}; ///< Of all together, in microseconds.
};

/// Totals since the start, but for `waiting` and `workers`. Thread: any; each
/// is exact by itself.
struct store_totals {
  counters::total done{0};     ///< Requests that the store has carried out.
  counters::total failed{0};   ///< Requests answered with trouble.
  counters::total refused{0};  ///< Answered at once: the line was full.
  counters::total waiting{0};  ///< Requests in the line now.
  counters::total workers{0};  ///< Workers now.
  counters::total given_up{0}; ///< Workers that did not come back in time.
  latency_histogram latency;   ///< Of `done` and `failed`.
};

} // namespace troupe
