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

/// Who is in a room of the `/room` channel.
struct room_info {
  std::string room_id;
  std::uint64_t user_count = 0;
};
TROUPE_EVENT(room_info, "room_info", room_id, user_count)

} // namespace chat
