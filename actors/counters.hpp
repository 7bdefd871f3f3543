// What a node counts while it runs.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace troupe {

/// A total that every loop adds to with every message or flush. Each of the
/// first threads adds in a cache line of its own, so that loops do not take it
/// from each other and need no locked instruction; the others share the last
/// one. Who reads adds them up.
/// Thread: any.
class busy_total {
public:
  void add(std::uint64_t by) noexcept {
    auto mine = cell_of_thread();
    auto& value = cells_[mine].value;
    if (mine == shared)
      value.fetch_add(by, std::memory_order_relaxed);
    else
      value.store(value.load(std::memory_order_relaxed) + by,
                  std::memory_order_relaxed);
  }

  operator std::uint64_t() const noexcept {
    std::uint64_t sum = 0;
    for (const auto& each : cells_)
      sum += each.value.load(std::memory_order_relaxed);
    return sum;
  }

private:
  static constexpr std::size_t cells = 16;
  static constexpr auto shared = cells - 1;

  struct alignas(64) cell {
    std::atomic<std::uint64_t> value{0};
  };

  static std::size_t cell_of_thread() noexcept {
    static std::atomic<std::size_t> threads{0};
    thread_local const auto mine = std::min(threads.fetch_add(1), shared);
    return mine;
  }

  std::array<cell, cells> cells_;
};

/// Totals since the start, but for those that say "now". Thread: any; each is
/// exact by itself, two of them need not fit together.
struct counters {
  using total = std::atomic<std::uint64_t>;

  /// What is counted for each line of the router's table.
  struct route_totals {
    total open{0};   ///< Sessions now.
    total opened{0}; ///< Sessions.
  };

  /// @param number_of_routes as the router has.
  explicit counters(std::size_t number_of_routes = 0)
    : routes(number_of_routes) {}

  // -- sessions and rooms -----------------------------------------------------

  total sessions{0};                ///< Now.
  std::vector<route_totals> routes; ///< By `route::number`.
  total rooms{0};                   ///< Now.
  total rooms_made{0};

  // -- messages ---------------------------------------------------------------

  busy_total messages_in;          ///< Text and binary messages from clients.
  busy_total messages_out;         ///< Those to clients.
  total dropped_messages{0};       ///< The oldest that waited for slow members.
  total conflated_messages{0};     ///< Newer ones took their place there.
  total compressed{0};             ///< Messages, once each; a loop, at most.
  busy_total publications;         ///< Events that rooms have sent.
  std::array<total, 256> errors{}; ///< Error events, by `error_code`.
  total faults{0};                 ///< Handlers that threw.

  // -- sockets ----------------------------------------------------------------

  total connections{0};  ///< Accepted.
  busy_total bytes_in;   ///< Of requests and frames, before TLS.
  busy_total bytes_out;  ///< Of answers and frames, before TLS.
  busy_total frames_out; ///< Put into connections' queues; answers too.
  busy_total sends;      ///< System calls that wrote them.
  total queued_bytes{0}; ///< What the kernel did not take yet, now.
  std::array<total, 600> http_answers{}; ///< By status.

  // -- connections that the server ended, by reason ---------------------------

  total slow_clients{0};     ///< Their queue passed its limit.
  total silent_clients{0};   ///< No pong.
  total flooding_clients{0}; ///< Went on above their rate.
  total oversized{0};        ///< A message above the limit.
  total broken_frames{0};    ///< Frames that break RFC 6455.
  total broken_text{0};      ///< Text that is no UTF-8.
  total failed_sessions{0};  ///< The channel could not start, or go on.
  total head_timeouts{0};    ///< No whole request head in time.
  total close_timeouts{0};   ///< No close frame in answer in time.
  total turned_away{0};      ///< No descriptor for them.
  total tls_refused{0};      ///< Ended before their TLS handshake was done.
};

inline void count(counters::total& which, std::uint64_t by = 1) {
  which.fetch_add(by, std::memory_order_relaxed);
}

inline void count(busy_total& which, std::uint64_t by = 1) {
  which.add(by);
}

/// For what goes down too.
inline void uncount(counters::total& which, std::uint64_t by = 1) {
  which.fetch_sub(by, std::memory_order_relaxed);
}

} // namespace troupe
