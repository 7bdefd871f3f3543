// A TCP connection that reads in large pieces and writes once a turn.
#pragma once

#include <apps/load/endpoint.hpp>
#include <apps/load/event_loop.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace load {

/// What a client's and a server's end of a connection have in common.
/// Owner: as of every watcher, somebody who keeps it until the turn is over in
/// which it was lost.
class stream : public watcher {
public:
  stream(const stream&) = delete;
  stream& operator=(const stream&) = delete;

  /// Bytes that wait because the peer does not read.
  std::size_t pending() const noexcept {
    return output_.size() - sent_;
  }

  bool is_attached() const noexcept {
    return fd_ >= 0;
  }

  void ready(std::uint32_t events) final;
  void flush() final;

protected:
  explicit stream(event_loop& loop) : loop_(loop) {}
  ~stream();

  /// Takes over a connected socket.
  void attach(int fd);

  /// Starts to connect; `on_connected` or `on_lost` follows, the latter maybe
  /// before this returns.
  void connect(const endpoint& where);

  /// Where to append what is to be sent at the end of the turn.
  std::string& output();

  int fd() const noexcept {
    return fd_;
  }

  /// Sends what waits. Who overrides it may put that off within the turn, and
  /// calls `sent`.
  virtual void send();

  /// What waits to be sent.
  std::string_view waiting() const noexcept {
    return std::string_view{output_}.substr(sent_);
  }

  /// What came of a send of what waits; `on_lost` may follow.
  /// @param result bytes that the kernel took, or minus an errno.
  void sent(std::int64_t result);

  /// Reads nothing more from this socket, as a client that hangs would.
  void stop_reading();

  /// Closes the socket, with what waits unsent. Calls nothing.
  void detach();

  /// Closes it as a broken network would: with a reset, and without a time in
  /// which the kernel keeps the port.
  void reset();

  /// Closes the socket once what waits has been sent; `on_lost` follows.
  void detach_when_sent();

  virtual void on_connected() {}

  /// @param bytes stay until the call returns, and may be changed.
  virtual void on_bytes(std::span<char> bytes) = 0;

  /// The socket is closed already.
  /// @param why in words, for the user.
  virtual void on_lost(std::string_view why) = 0;

private:
  void read();
  void forget_sent();
  void finish_connecting();
  void want(std::uint32_t events);
  void lose(std::string_view why);

  event_loop& loop_;
  std::string output_;
  std::size_t sent_ = 0; ///< How much of it the kernel has.
  int fd_ = -1;
  std::uint32_t wanted_ = 0; ///< Events that are watched for.
  bool connecting_ = false;
  bool will_flush_ = false;
  bool ending_ = false;
  bool reading_ = true;
};

} // namespace load
