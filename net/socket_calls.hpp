// The reads and writes of many sockets.
#pragma once

#include <troupe/net/socket_job.hpp>
#include <troupe/net/socket_ring.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>

namespace troupe {

/// Does many reads, or many writes, at once: by a ring where there is one, and
/// one by one otherwise. None waits.
/// Thread: its loop's, but for the totals.
class socket_calls {
public:
  /// Before the loop runs.
  void use(std::unique_ptr<socket_ring> ring);

  /// Fills in their results. A socket of which nobody knows what has come of
  /// its job is cut.
  void send(std::span<send_job> jobs);
  void read(std::span<read_job> jobs);

  /// Whether it has a ring, and the ring works.
  bool by_ring() const noexcept {
    return by_ring_;
  }

  /// System calls that handed several jobs to the ring.
  std::uint64_t send_batches() const noexcept {
    return send_batches_;
  }

  std::uint64_t read_batches() const noexcept {
    return read_batches_;
  }

private:
  using total = std::atomic<std::uint64_t>;

  template <class Job>
  void run(std::span<Job> jobs, total& batches);

  std::unique_ptr<socket_ring> ring_;
  std::atomic<bool> by_ring_{false};
  total send_batches_{0};
  total read_batches_{0};
};

} // namespace troupe
