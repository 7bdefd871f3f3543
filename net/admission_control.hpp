// How many connections there may be.
#pragma once

#include <troupe/actors/token_bucket.hpp>
#include <troupe/net/options.hpp>
#include <troupe/protocol/problem.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace troupe {

/// Counts the connections of a server, in all and by address.
/// Thread: any.
class admission_control {
public:
  explicit admission_control(const server_options& options)
    : max_(options.max_connections),
      max_per_address_(options.max_connections_per_address),
      rate_(options.connection_rate) {}

  /// Counts a connection in. Each call needs one `leave`.
  /// @returns why it may not stay (it is counted all the same).
  std::optional<problem> enter();

  void leave();

  /// The same for the address that it comes from, once that is known.
  std::optional<problem> enter_from(const std::string& address);

  void leave_from(const std::string& address);

  std::size_t connections() const noexcept {
    return connections_;
  }

  /// Addresses that it remembers.
  std::size_t addresses() {
    auto guard = std::lock_guard{mutex_};
    return by_address_.size();
  }

  /// From now on every connection is refused.
  void drain() noexcept {
    draining_ = true;
  }

  bool draining() const noexcept {
    return draining_;
  }

private:
  using clock = std::chrono::steady_clock;

  /// The connections of one address.
  struct visitors {
    std::size_t now = 0;
    token_bucket arrivals;
  };

  bool limits_addresses() const noexcept {
    return max_per_address_ > 0 || rate_.per_second > 0;
  }

  void forget_quiet_ones(clock::time_point now);

  std::size_t max_;
  std::size_t max_per_address_;
  std::atomic<std::size_t> connections_{0};
  std::atomic<bool> draining_{false};
  rate_limit rate_;
  std::mutex mutex_;
  std::unordered_map<std::string, visitors> by_address_;
  std::size_t forget_above_ = 1'024;
};

} // namespace troupe
