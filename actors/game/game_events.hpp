// What players say to a game, and what it says to all who watch, but what
// depends on its rules: those bring their own move, and add to `game_state` and
// `move_made`.
#pragma once

#include <troupe/protocol/event.hpp>
#include <troupe/protocol/publication.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace troupe {

/// `Invalid message format: <field>: <why>`
std::string words_for_game(const field_error& error);

// -- from clients -------------------------------------------------------------

/// Somebody wants a seat, or his own one back.
struct join_game {
  std::string player_name;
  std::string color; ///< A seat's name, or "random".
  maybe<std::string> secret;

  static std::string words_for(const field_error& error) {
    return words_for_game(error);
  }

  std::optional<problem> check() const;
};
TROUPE_EVENT(join_game, "JOIN_GAME", player_name, color, secret)

struct legal_moves {};
TROUPE_EVENT(legal_moves, "LEGAL_MOVES")

struct resign {};
TROUPE_EVENT(resign, "RESIGN")

struct offer_draw {};
TROUPE_EVENT(offer_draw, "OFFER_DRAW")

struct accept_draw {};
TROUPE_EVENT(accept_draw, "ACCEPT_DRAW")

struct decline_draw {};
TROUPE_EVENT(decline_draw, "DECLINE_DRAW")

/// A player wants to play against the machine.
struct add_engine {
  maybe<std::uint32_t> level; ///< 1 to 20.

  static std::string words_for(const field_error& error) {
    return words_for_game(error);
  }

  std::optional<problem> check() const;
};
TROUPE_EVENT(add_engine, "ADD_ENGINE", level)

/// A line for all who are there.
struct game_chat {
  std::string message;

  static std::string words_for(const field_error& error) {
    return words_for_game(error);
  }

  std::optional<problem> check() const;
};
TROUPE_EVENT(game_chat, "CHAT", message)

struct leave_game {};
TROUPE_EVENT(leave_game, "LEAVE_GAME")

// -- from the server ----------------------------------------------------------

/// To who has taken a seat: the secret brings him back to it.
struct seat_event {
  std::string player_id;
  std::string color;
  std::string secret;
};
TROUPE_EVENT(seat_event, "seat", player_id, color, secret)

/// To a connection whose player has come back on another one.
struct seat_moved_event {
  std::string color;
};
TROUPE_EVENT(seat_moved_event, "seat_moved", color)

struct legal_moves_event {
  any_json moves; ///< A list.
};
TROUPE_EVENT(legal_moves_event, "legal_moves", moves)

/// Somebody plays, or plays again.
struct player_joined_event {
  std::string player_id;
  std::string player_name;
  std::string color;
  std::string status; ///< Of the game.
  bool engine = false;
  any_json clocks; ///< Milliseconds left by colour, or null.
};
TROUPE_EVENT(player_joined_event, "player_joined", player_id, player_name,
             color, status, engine, clocks)

struct player_left_event {
  std::string player_id;
  std::string color;
  std::string reason;            ///< "left" or "connection_lost"
  maybe<std::uint64_t> grace_ms; ///< So long his seat waits for him.
};
TROUPE_EVENT(player_left_event, "player_left", player_id, color, reason,
             grace_ms)

struct draw_offered_event {
  std::string player_id;
  std::string color;
};
TROUPE_EVENT(draw_offered_event, "draw_offered", player_id, color)

struct draw_declined_event {
  std::string player_id;
};
TROUPE_EVENT(draw_declined_event, "draw_declined", player_id)

struct game_over_event {
  std::string result;
  std::string reason;
  any_json clocks;
  troupe::timestamp timestamp;
};
TROUPE_EVENT(game_over_event, "game_over", result, reason, clocks, timestamp)

struct game_chat_event {
  std::string message;
  std::string player_id;
  std::string player_name; ///< Empty: somebody who watches.
  troupe::timestamp timestamp;
};
TROUPE_EVENT(game_chat_event, "chat_message", message, player_id, player_name,
             timestamp)

/// How many watch has changed.
struct spectators_event {
  std::uint64_t count = 0;
};
TROUPE_EVENT(spectators_event, "spectators", count)

/// An event with fields that the rules bring. @pre `fields` is an object.
publication publish_fields(std::string_view type, const json& fields);

} // namespace troupe
