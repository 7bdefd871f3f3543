// What the bodies of API requests say.
#pragma once

#include <troupe/actors/interfaces.hpp>
#include <troupe/protocol/event.hpp>

#include <optional>
#include <string>

namespace troupe {

/// `POST /api/notifications`
struct notification_order {
  std::string user;
  std::string message;

  std::optional<problem> check() const;
};
TROUPE_EVENT(notification_order, "notification", user, message)

/// `POST /api/disconnect`: of `user` and `session` one at least.
struct disconnect_order {
  maybe<std::string> user;
  maybe<std::uint64_t> session;
  maybe<std::uint16_t> code; ///< 1000, 1001, 1008, 1012, 1013, or 4000 to 4999.
  maybe<std::string> reason;

  std::optional<problem> check() const;
};
TROUPE_EVENT(disconnect_order, "disconnect", user, session, code, reason)

/// The `event` of a `POST /api/publish`: an object with a `type`. It gets a
/// `timestamp` if it has none, and a `seq` if `"sequence": true` stands beside
/// it.
result<publication> read_publication(const json& order);

/// Where a `POST /api/publish` goes: exactly one of `room`, `rooms`,
/// `all_rooms`, `user`, `users` and `all_users`, with `kind` ("chat") for rooms
/// and `except` (a session, or user ids for `all_users`). `what` stays empty.
result<broadcast_request> read_destination(const json& order);

} // namespace troupe
