// One client: a WebSocket that joins a room and talks.
#pragma once

#include <apps/load/dialect.hpp>
#include <apps/load/frames.hpp>
#include <apps/load/speaker.hpp>
#include <apps/load/stream.hpp>

#include <cstdint>

namespace load {

/// How a connection came to its end.
enum class ending {
  refused, ///< It never joined.
  cut_off, ///< It had joined, and was not left.
  clean,   ///< It was left, and the server closed as it should.
};

/// Opens, joins, says and leaves as it is told, and answers pings by itself.
class connection final : public stream, public speaker {
public:
  /// What the owner hears. Nothing may be destroyed in here, and nothing opened
  /// again: that can wait for the end of the turn.
  class listener {
  public:
    /// It may talk from now on.
    virtual void on_joined(connection& who) = 0;

    /// @param text whatever the server said after that.
    /// @param now when it was read from the socket.
    virtual void
    on_said(connection& who, std::string_view text, clock::time_point now)
      = 0;

    /// It is closed. Never called after `cut`.
    /// @param why in words, for the user.
    virtual void on_ended(connection& who, ending how, std::string_view why)
      = 0;

  protected:
    ~listener() = default;
  };

  /// @param index the owner's own number for it.
  connection(event_loop& loop, const endpoint& server, const dialect& speech,
             listener& owner, std::uint32_t index);

  /// Connects and joins. @pre It is closed.
  void open(std::string room);

  bool can_say() const override;
  void say(std::string_view payload) override;

  /// Closes as RFC 6455 section 7 wants it; `on_ended` follows.
  void leave();

  /// Breaks the TCP connection at once.
  void cut();

  /// Leaves unread, for good, whatever else the server sends.
  using stream::stop_reading;

  bool is_joined() const noexcept {
    return state_ == state::joined;
  }

  bool is_closed() const noexcept {
    return state_ == state::closed;
  }

  std::uint32_t index() const noexcept {
    return index_;
  }

private:
  enum class state {
    closed,
    connecting,
    upgrading,
    joining,
    joined,
    leaving,   ///< Waits for the server's close frame,
    finishing, ///< and then for the end of the TCP connection.
  };

  void on_connected() override;
  void on_bytes(std::span<char> bytes) override;
  void on_lost(std::string_view why) override;

  /// @returns what follows the head of the answer; empty if there is more to
  ///          come.
  std::span<char> read_answer(std::span<char> bytes);
  void on_message(const message& what, clock::time_point now);
  void on_text(std::string_view text, clock::time_point now);
  void follow(const reaction& what);
  void send(opcode what, std::string_view content);
  void end(std::string_view why);

  const endpoint& server_;
  const dialect& speech_;
  listener& owner_;
  frame_reader reader_;
  std::string room_;
  std::string answer_; ///< To the upgrade request, until it is complete.
  std::uint32_t index_;
  std::uint32_t mask_;
  state state_ = state::closed;
};

} // namespace load
