// Whether a client is still there.
#pragma once

#include <troupe/protocol/limits.hpp>

#include <chrono>

namespace troupe {

/// Says when a quiet client is to be pinged, and when it is given up. Knows no
/// clock and no timer: the connection asks when the time has come.
class keep_alive {
public:
  using time_point = std::chrono::steady_clock::time_point;
  using duration = std::chrono::steady_clock::duration;

  explicit keep_alive(time_point now) : heard_(now) {}

  /// The client has sent something, whatever it was.
  void heard(time_point now) noexcept {
    heard_ = now;
    pinged_ = false;
  }

  enum class action { wait, ping, give_up };

  struct verdict {
    action what;
    duration ask_again_in{0};
  };

  verdict ask(const limits& bounds, time_point now) noexcept {
    auto quiet = now - heard_;
    if (pinged_ && quiet >= bounds.ping_interval + bounds.pong_timeout)
      return {action::give_up};
    if (quiet < bounds.ping_interval)
      return {action::wait, bounds.ping_interval - quiet};
    pinged_ = true;
    return {action::ping, bounds.pong_timeout};
  }

private:
  time_point heard_;
  bool pinged_ = false; ///< A ping is out, and nothing was heard since.
};

} // namespace troupe
