// What a loop's connections write at the end of a turn.
#pragma once

#include <troupe/net/socket_calls.hpp>

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

/// Sends for all guests at once.
/// Thread: its loop's.
class send_batch {
public:
  /// @pre `calls` outlives it.
  explicit send_batch(socket_calls& calls) : calls_(calls) {}

  /// @pre `who` is there until `send` has told it what came of it.
  void add(batch_guest& who) {
    guests_.push_back(&who);
  }

  /// Sends once for each guest, then tells them all.
  void send();

private:
  void gather();

  socket_calls& calls_;
  std::vector<batch_guest*> guests_;
  std::vector<batch_guest*> serving_;
  std::vector<send_job> jobs_; ///< One for each that is served.
};

} // namespace troupe
