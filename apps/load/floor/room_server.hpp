// The least that a room server has to do.
#pragma once

#include <apps/load/frames.hpp>
#include <apps/load/stream.hpp>
#include <troupe/net/socket_ring.hpp>

#include <memory>
#include <unordered_map>
#include <vector>

namespace load {

class guest;

/// Who is in one room. The path of the connection is its name.
struct room {
  std::string name;
  std::vector<guest*> guests;
};

struct floor_options {
  std::uint16_t port = 8090; ///< 0: a free one.
  /// Of the deliveries of numbered messages each so-manieth is left out, to
  /// test that this is noticed; 0: none.
  std::uint64_t drop_every = 0;
  bool by_ring = false; ///< Sends by io_uring, all of a turn at once.
};

/// Sends what anybody says to all in the room, the speaker included; on the
/// path `/echo` to the speaker alone. One thread, no limit but the one of
/// `max_pending_bytes`, no check of UTF-8, and one send a connection and turn:
/// what a server costs at least that does this over epoll, or by io_uring.
class room_server final : private watcher {
public:
  /// What a guest may leave unread; more cuts it off.
  static constexpr std::size_t max_pending_bytes = 64 << 20;

  /// Listens on 127.0.0.1.
  /// Errors: throws std::system_error when that fails, or io_uring is asked for
  ///         and missing.
  room_server(event_loop& loop, const floor_options& options);
  ~room_server();

  std::uint16_t port() const;

  /// How many deliveries were left out.
  std::uint64_t dropped() const noexcept {
    return dropped_;
  }

  /// Sends what the turn has left to the ring, cuts off who reads too slowly,
  /// and frees who has gone.
  void end_turn();

private:
  friend class guest;

  void ready(std::uint32_t events) override;
  void flush() override {}

  room& enter(guest& who, const std::string& path);
  void leave(guest& who);
  void broadcast(const room& where, const message& what);
  void send_by_ring();
  void bury();
  bool drops(const message& what);

  event_loop& loop_;
  int listener_;
  std::uint64_t drop_every_;
  std::uint64_t deliveries_ = 0; ///< Of numbered messages; only to drop some.
  std::uint64_t dropped_ = 0;
  std::string frame_; ///< The last broadcast; keeps its memory.
  std::unordered_map<std::string, room> rooms_;
  std::unordered_map<guest*, std::unique_ptr<guest>> guests_;
  std::unique_ptr<troupe::socket_ring> ring_; ///< Null: everybody sends alone.
  std::vector<guest*> unsent_;                ///< Who waits for the ring.
  std::vector<troupe::send_job> jobs_;
  std::vector<guest*> too_slow_;
  std::vector<std::unique_ptr<guest>> gone_;
};

/// One connection.
class guest final : public stream {
public:
  guest(event_loop& loop, room_server& host, int fd);

  /// Sends a frame.
  void take(std::string_view frame);

private:
  friend class room_server;

  void on_bytes(std::span<char> bytes) override;
  void on_lost(std::string_view why) override;
  void send() override;

  /// @returns what follows the request's head.
  std::span<char> read_request(std::span<char> bytes);
  void on_message(const message& what);
  void go();

  room_server& host_;
  frame_reader reader_;
  std::string head_;     ///< Of the request, until it is complete.
  room* room_ = nullptr; ///< Since the upgrade.
  bool closing_ = false; ///< The client has closed the WebSocket.
};

} // namespace load
