// How many connections there may be.
#pragma once

#include <troupe/net/options.hpp>
#include <troupe/protocol/problem.hpp>

#include <atomic>
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
      max_per_address_(options.max_connections_per_address) {}

  /// Counts a connection in. Each call needs one `leave`.
  /// @returns why it may not stay (it is counted all the same).
  std::optional<problem> enter(const std::string& address);

  void leave(const std::string& address);

  std::size_t connections() const noexcept {
    return connections_;
  }

  /// From now on every connection is refused.
  void drain() noexcept {
    draining_ = true;
  }

  bool draining() const noexcept {
    return draining_;
  }

private:
  std::size_t max_;
  std::size_t max_per_address_;
  std::atomic<std::size_t> connections_{0};
  std::atomic<bool> draining_{false};
  std::mutex mutex_;
  std::unordered_map<std::string, std::size_t> by_address_;
};

} // namespace troupe
