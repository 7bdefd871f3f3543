// What a node counts while it runs.
#pragma once

#include <atomic>
#include <cstdint>

namespace troupe {

/// Totals since the start, but for `sessions`. Thread: any; each is exact by
/// itself, two of them need not fit together.
struct counters {
  using total = std::atomic<std::uint64_t>;

  total sessions{0};     ///< Open now.
  total messages_in{0};  ///< Text and binary messages from clients.
  total refused{0};      ///< Error events sent to clients.
  total rate_limited{0}; ///< Of these: for coming too fast.
  total faults{0};       ///< Handlers that threw.
  total publications{0}; ///< Events that rooms have sent.
  total slow_clients{0}; ///< Dropped because their queue passed its limit.
  total frames_out{0};   ///< Frames put into connections' queues.
  total sends{0};        ///< System calls that wrote them.
  total handshakes_refused{0}; ///< Answered with an HTTP error.
  total tls_refused{0};        ///< Ended before their TLS handshake was done.
};

inline void count(counters::total& which, std::uint64_t by = 1) {
  which.fetch_add(by, std::memory_order_relaxed);
}

} // namespace troupe
