// What a channel is: the behaviour of one session.
#pragma once

#include <troupe/protocol/close_code.hpp>
#include <troupe/protocol/handshake.hpp>

#include <caf/message_handler.hpp>

#include <cstdint>
#include <functional>
#include <string>

namespace troupe {

class session;

/// What a channel author writes.
///
/// Called once, when the connection is open; it may `push`, `join` rooms, and
/// returns handlers for the events that its route accepts and for the messages
/// below. Handlers run one at a time on the session's thread: they need no
/// lock and must not block.
///
/// Handlers take `const T&` (a `T&` would copy the message). An exception in
/// one is logged, the client gets the error `internal`, and the session goes
/// on. Channels compose: `chat(self, opening).or_else(typing(self))`.
using channel = std::function<caf::message_handler(session*, const handshake&)>;

// -- the life of a connection, as messages; handle those that matter ----------

/// A binary message. Only on routes that accept `binary`.
struct binary {
  std::string bytes;
};

/// An event of whatever type that the route does not name. Only on routes that
/// accept it; elsewhere such a message is an error.
struct any_event {
  std::string type;
  std::string text; ///< The whole JSON object.
};

/// No message: in `accepts` it lets events come in MessagePack too.
struct message_pack {};

/// For `accepts`: the types of messages are taken without regard to case, `_`
/// and `-`.
struct loose_types {};

/// A text message as it came. Only on routes that accept `raw_text`, which
/// then decode no events.
struct raw_text {
  std::string text;
};

/// The client sent a WebSocket ping; it has been answered.
struct ping_frame {
  std::string payload;
};

/// The client sent a WebSocket pong.
struct pong_frame {
  std::string payload;
};

/// The connection has ended, for whatever reason; always the last message, and
/// exactly one. What is pushed now goes nowhere, but rooms still take events:
/// the session leaves them afterwards.
struct closed {
  close_code code = close_code::abnormal;
  std::string reason;
};

/// A room took the session in: from here on it gets what the room sends.
struct joined {
  std::string kind;
  std::string room;
  std::uint64_t members = 0; ///< The session included.
  std::uint64_t epoch = 0;
  std::uint64_t sequence = 0; ///< `seq` of the last event before.
};

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, binary& x) {
  return f(x.bytes);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, any_event& x) {
  return f(x.type, x.text);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, raw_text& x) {
  return f(x.text);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, ping_frame& x) {
  return f(x.payload);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, pong_frame& x) {
  return f(x.payload);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, closed& x) {
  return f(x.code, x.reason);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, joined& x) {
  return f(x.kind, x.room, x.members, x.epoch, x.sequence);
}

} // namespace troupe
