// What has to be said, besides the payload, to a server of some kind.
#pragma once

#include <cstddef>
#include <limits>
#include <memory>
#include <string>
#include <string_view>

namespace load {

/// What follows from something the server said.
struct reaction {
  bool joined = false; ///< The room, or the echo, is ready.
  std::string reply;   ///< To be sent as text; empty: nothing.
};

/// A protocol on top of WebSocket text messages. Stateless: one serves all
/// connections.
class dialect {
public:
  virtual ~dialect() = default;

  /// @returns the request's path and query.
  virtual std::string path(const std::string& room) const = 0;

  /// The WebSocket is open.
  virtual reaction on_upgrade() const = 0;

  /// The server said `text`. Once the room is joined, only texts too short for
  /// a payload come here.
  virtual reaction
  on_text(std::string_view text, const std::string& room) const = 0;

  /// @returns the text to send so that the room hears `payload`.
  virtual std::string say(std::string_view payload) const = 0;

  /// Longest payload that a message can carry. Unit: bytes.
  virtual std::size_t max_payload() const {
    return std::numeric_limits<std::size_t>::max();
  }
};

/// What connections are for.
enum class purpose {
  room, ///< Everyone in it hears what one says, the speaker included.
  echo, ///< The speaker alone hears it.
  game, ///< Players and spectators hear the game that is called like the room.
};

/// @param name one of `troupe` (troupe-chat), `plain` (each text message goes
///        to the room as it is) and `socketio` (Socket.IO 5 over Engine.IO 4:
///        the events `join`, with a receipt, `say`, heard as `said`, and
///        `echo`).
/// @param path replaces the dialect's own; `{room}` in it stands for the room's
///        name. Empty: the dialect's own.
/// @returns nothing when there is none of that name, or none for games: only
///          `troupe` (troupe-game) has them.
std::unique_ptr<dialect>
make_dialect(const std::string& name, purpose what, const std::string& path);

} // namespace load
