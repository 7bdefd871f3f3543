// What a loop's connections write at the end of a turn.
#pragma once

#include <troupe/net/send_job.hpp>
#include <troupe/net/send_ring.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

namespace troupe {

/// Somebody with output for a socket.
class batch_guest {
public:
  /// What to send now; no descriptor, or no bytes: nothing. The bytes stay
  /// where they are until `on_sent`.
  virtual send_job output() = 0;

  /// @param result bytes that the kernel took, or minus an errno.
  virtual void on_sent(int result) = 0;

protected:
  ~batch_guest() = default;
};

/// Sends for all guests at once: by a ring where there is one, and one by one
/// otherwise.
/// Thread: its loop's, but for the totals.
class send_batch {
public:
  /// Before the loop runs.
  void use(std::unique_ptr<send_ring> ring);

  /// @pre `who` is there until `send` has told it what came of it.
  void add(batch_guest& who) {
    guests_.push_back(&who);
  }

  /// Sends once for each guest, then tells them all.
  void send();

  /// Whether it has a ring, and the ring works.
  bool by_ring() const noexcept {
    return by_ring_;
  }

  /// System calls that handed several sends to the ring.
  std::uint64_t batches() const noexcept {
    return batches_;
  }

private:
  void gather();
  void send_by_ring();
  void send_one_by_one();

  std::unique_ptr<send_ring> ring_;
  std::vector<batch_guest*> guests_;
  std::vector<batch_guest*> serving_;
  std::vector<send_job> jobs_; ///< One for each that is served.
  std::atomic<bool> by_ring_{false};
  std::atomic<std::uint64_t> batches_{0};
};

} // namespace troupe
