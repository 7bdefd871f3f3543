// What a link still has to send.
#pragma once

#include <troupe/actors/cluster/messages.hpp>
#include <troupe/actors/cluster/options.hpp>

#include <caf/message.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

namespace troupe {

/// Messages for the other end, in order, a window of them on their way. CAF
/// itself would take any number and keep them all.
class link_queue {
public:
  explicit link_queue(const cluster_options& options) : options_(options) {}

  /// @param bytes about what it takes on the wire.
  /// @returns false when more waits than may wait.
  bool push(caf::message item, std::size_t bytes);

  /// The next messages, if the window is open for any.
  std::optional<link_batch> next();

  /// @returns false when they had never been sent.
  bool confirm(std::uint64_t last);

  std::uint64_t sent() const noexcept {
    return sent_;
  }

  std::uint64_t unconfirmed() const noexcept {
    return sent_ - confirmed_;
  }

  std::size_t waiting() const noexcept {
    return waiting_.size();
  }

  /// Of all that is not confirmed.
  std::size_t bytes() const noexcept {
    return waiting_bytes_ + unconfirmed_bytes_;
  }

private:
  struct entry {
    caf::message what;
    std::size_t bytes = 0;
  };

  struct flight {
    std::uint64_t last = 0;
    std::size_t bytes = 0;
  };

  const cluster_options& options_;
  std::deque<entry> waiting_;
  std::deque<flight> flights_; ///< Sent batches, not confirmed.
  std::size_t waiting_bytes_ = 0;
  std::size_t unconfirmed_bytes_ = 0;
  std::uint64_t sent_ = 0;
  std::uint64_t confirmed_ = 0;
};

} // namespace troupe
