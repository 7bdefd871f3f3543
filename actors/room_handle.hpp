// What a channel does with a room that it has joined.
#pragma once

#include <troupe/actors/channel.hpp>
#include <troupe/actors/interfaces.hpp>
#include <troupe/protocol/publication.hpp>

namespace troupe {

class session;

/// Leaves one session out of a broadcast.
struct except {
  explicit except(const session* who);
  session_id id;
};

/// A session's place in a room. Copy it into handlers; valid as long as the
/// session, a no-op after `leave`.
/// Thread: the session's own.
class room_handle {
public:
  room_handle(session* self, room_key key)
    : self_(self), key_(std::move(key)) {}

  /// Sends the event to every member, the session included. While the session
  /// handles a request with a `ref`, the room's receipt answers it.
  template <event T>
  void broadcast(const T& what) const {
    send(publish(what), 0);
  }

  template <event T>
  void broadcast(const T& what, except who) const {
    send(publish(what), who.id);
  }

  /// As `broadcast`; of events with this key that wait for a slow member only
  /// the newest stays, on routes with `slow_members::latest_only`.
  template <event T>
  void broadcast(const T& what, conflate by) const {
    send(publish(what, std::move(by)), 0);
  }

  template <event T>
  void broadcast(const T& what, conflate by, except who) const {
    send(publish(what, std::move(by)), who.id);
  }

  /// Sends the message as it is.
  void broadcast(raw_text what) const;
  void broadcast(raw_text what, except who) const;
  void broadcast(binary what) const;
  void broadcast(binary what, except who) const;

  void leave() const;

  const std::string& name() const noexcept {
    return key_.name;
  }

private:
  void send(publication what, session_id without) const;

  session* self_;
  room_key key_;
};

} // namespace troupe
