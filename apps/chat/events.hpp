// What the chat says and hears.
#pragma once

#include <troupe/protocol/event.hpp>

#include <string>

namespace chat {

// -- from clients -------------------------------------------------------------

/// A line of chat.
struct chat_message {
  std::string message;

  static std::string words_for(const troupe::field_error&) {
    return "Message is required";
  }

  std::optional<troupe::problem> check() const;
};
TROUPE_EVENT(chat_message, "chat_message", message)

struct typing_start {};
TROUPE_EVENT(typing_start, "typing_start")

struct typing_stop {};
TROUPE_EVENT(typing_stop, "typing_stop")

/// Something for all sessions of another user.
struct send_to_user {
  std::string user_id;
  troupe::any_json data;

  std::optional<troupe::problem> check() const;
};
TROUPE_EVENT(send_to_user, "send_to_user", user_id, data)

/// A change of a resource.
struct update {
  troupe::any_json data;
};
TROUPE_EVENT(update, "update", data)

struct mark_read {
  std::string id;
};
TROUPE_EVENT(mark_read, "mark_read", id)

/// A notification for another user.
struct notify {
  std::string user_id;
  std::string message;

  std::optional<troupe::problem> check() const;
};
TROUPE_EVENT(notify, "notify", user_id, message)

/// Asks for a failure: `validation`, `authorization`, `exception`, `timeout`.
struct fail {
  std::string how;

  std::optional<troupe::problem> check() const;
};
TROUPE_EVENT(fail, "fail", how)

struct set {
  std::string key;
  troupe::any_json value;

  std::optional<troupe::problem> check() const;
};
TROUPE_EVENT(set, "set", key, value)

struct get {
  std::string key;

  std::optional<troupe::problem> check() const;
};
TROUPE_EVENT(get, "get", key)

// -- to clients ---------------------------------------------------------------

/// The first message to everyone who enters.
struct welcome {
  std::string message;
  std::string user_id;
  troupe::maybe<std::string> name;
  std::uint64_t count = 0;
  troupe::timestamp timestamp;
};
TROUPE_EVENT(welcome, "system", message, user_id, name, count, timestamp)

struct user_joined {
  std::string message;
  std::string user_id;
  troupe::maybe<std::string> name;
  troupe::head_count count;
};
TROUPE_EVENT(user_joined, "user_joined", message, user_id, name, count)

struct user_left {
  std::string message;
  std::string user_id;
  troupe::maybe<std::string> name;
  troupe::head_count count;
};
TROUPE_EVENT(user_left, "user_left", message, user_id, name, count)

/// A line of chat, as the members read it.
struct said {
  std::string message;
  std::string user_id;
  troupe::maybe<std::string> name;
  troupe::timestamp timestamp;
  troupe::sequence seq;
};
TROUPE_EVENT(said, "chat_message", message, user_id, name, timestamp, seq)

struct user_typing {
  std::string user_id;
  troupe::maybe<std::string> name;
  troupe::timestamp timestamp;
};
TROUPE_EVENT(user_typing, "user_typing", user_id, name, timestamp)

struct user_stopped_typing {
  std::string user_id;
  troupe::maybe<std::string> name;
  troupe::timestamp timestamp;
};
TROUPE_EVENT(user_stopped_typing, "user_stopped_typing", user_id, name,
             timestamp)

/// The first message to a user's session.
struct user_data {
  std::string user_id;
  troupe::maybe<std::string> name;
  std::uint64_t sessions = 0;
};
TROUPE_EVENT(user_data, "user_data", user_id, name, sessions)

struct direct_message {
  std::string from;
  troupe::any_json data;
  troupe::timestamp timestamp;
};
TROUPE_EVENT(direct_message, "direct_message", from, data, timestamp)

struct batch_processed {
  std::uint64_t count = 0;
  std::string reason; ///< `full` or `timeout`.
};
TROUPE_EVENT(batch_processed, "batch_processed", count, reason)

/// The first message to who watches a resource.
struct secure_welcome {
  std::string message;
  std::string user_id;
  troupe::timestamp timestamp;
};
TROUPE_EVENT(secure_welcome, "system", message, user_id, timestamp)

struct updated {
  std::string resource_id;
  troupe::any_json data;
  std::string user_id;
  troupe::timestamp timestamp;
  troupe::sequence seq;
};
TROUPE_EVENT(updated, "updated", resource_id, data, user_id, timestamp, seq)

/// Who is in a room of the `/room` channel.
struct room_info {
  std::string room_id;
  std::uint64_t user_count = 0;
};
TROUPE_EVENT(room_info, "room_info", room_id, user_count)

} // namespace chat
