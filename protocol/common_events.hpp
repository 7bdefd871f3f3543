// The events that every channel knows.
#pragma once

#include <troupe/protocol/event.hpp>

namespace troupe {

/// Why something was refused.
struct error_event {
  std::string code;
  std::string message;
  troupe::timestamp timestamp;
  maybe<std::uint64_t> retry_after_ms;
  maybe<std::string> reason;
};
TROUPE_EVENT(error_event, "error", code, message, timestamp, retry_after_ms,
             reason)

/// A client asks whether the server is there.
struct ping_event {};
TROUPE_EVENT(ping_event, "ping")

/// The answer to an application ping.
struct pong_event {
  troupe::timestamp timestamp;
};
TROUPE_EVENT(pong_event, "pong", timestamp)

/// Something was done that has no answer of its own.
struct success_event {
  any_json data;
  troupe::timestamp timestamp;
};
TROUPE_EVENT(success_event, "success", data, timestamp)

/// The server goes down; `retry_after_ms` is a random wait for this client.
struct restart_event {
  std::string message = "Server is restarting";
  bool reconnect = true;
  std::uint64_t retry_after_ms = 0;
  troupe::timestamp timestamp;
};
TROUPE_EVENT(restart_event, "system", message, reconnect, retry_after_ms,
             timestamp)

/// A room's actor was lost and made anew: `seq` starts again.
struct room_moved_event {
  std::string event = "room_moved";
  std::string room;
  std::uint64_t epoch = 0;
  troupe::timestamp timestamp;
};
TROUPE_EVENT(room_moved_event, "system", event, room, epoch, timestamp)

/// The client read too slowly: here, so many events of its rooms are missing.
struct messages_dropped_event {
  std::string event = "messages_dropped";
  std::uint64_t dropped = 0;
  troupe::timestamp timestamp;
};
TROUPE_EVENT(messages_dropped_event, "system", event, dropped, timestamp)

/// A client replaces its token before that expires.
struct refresh_event {
  std::string token;
};
TROUPE_EVENT(refresh_event, "refresh", token)

error_event to_event(const problem& what);

/// The `type` of a client's message for an error text: the string itself, or
/// the JSON of what stands there instead; at most 64 bytes of it.
std::string shown_type(const json& object);

} // namespace troupe
