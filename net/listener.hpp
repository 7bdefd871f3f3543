// Takes connections from a port.
#pragma once

#include <troupe/actors/counters.hpp>
#include <troupe/net/loop.hpp>
#include <troupe/net/options.hpp>
#include <troupe/protocol/problem.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace troupe {

/// A listening socket on a loop.
///
/// When descriptors run out it pauses instead of spinning, and closes the
/// connection that it cannot keep.
/// Thread: that of its loop; `open` before the loop starts.
class listener final : private poll_handler, private wheel_entry {
public:
  /// Called for each connection with its descriptor and the client's address.
  using taker = std::function<void(int fd, std::string address)>;

  /// @returns the listener, or why the address cannot be had ("Address already
  ///          in use").
  static result<std::unique_ptr<listener>>
  open(loop& where, counters& totals, const server_options& options,
       taker take);

  ~listener();

  std::uint16_t port() const noexcept {
    return port_;
  }

  void start();

  /// Refuses new connections from here on.
  void stop();

private:
  listener(loop& where, counters& totals, int fd, taker take);

  void on_ready(bool readable, bool writable) override;
  void on_deadline(clock::time_point now) override;
  bool accept_one();
  void pause();

  loop& loop_;
  counters& totals_;
  int fd_;
  int reserve_; ///< Given up to turn a client away when descriptors run out.
  std::uint16_t port_ = 0;
  taker take_;
};

} // namespace troupe
