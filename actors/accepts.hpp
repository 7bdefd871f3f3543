// Which messages a route takes from its clients.
#pragma once

#include <troupe/actors/channel.hpp>
#include <troupe/actors/contract.hpp>
#include <troupe/protocol/event.hpp>

#include <caf/message.hpp>

#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace troupe {

/// Turns a JSON object into the typed message that the channel handles.
using decoder = result<caf::message> (*)(const json&);

/// A type without what players of a game spell as they like: `JOIN_GAME`,
/// `join-game` and `JoinGame` are all "joingame".
std::string loose_type(std::string_view type);

/// The messages of a route by their `type`.
struct accept_table {
  std::map<std::string, decoder, std::less<>> events;
  bool takes_binary = false;    ///< Else a binary message is an error.
  bool takes_raw_text = false;  ///< Then no events are decoded.
  bool takes_any_event = false; ///< Of a type that is not in `events`.
  /// A binary message is an event too, in MessagePack, and so are its answers.
  bool takes_message_pack = false;
  /// Types are compared by `loose_type`, in `events` too.
  bool loose = false;
};

/// Spells the keys of `events` by `loose_type`.
void loosen(accept_table& table);

namespace detail {

template <event T>
result<caf::message> decode_message(const json& object) {
  auto decoded = decode<T>(object);
  if (!decoded)
    return decoded.error();
  return caf::make_message(std::move(*decoded));
}

template <class T>
void accept(accept_table& table) {
  if constexpr (std::is_same_v<T, binary>)
    table.takes_binary = true;
  else if constexpr (std::is_same_v<T, raw_text>)
    table.takes_raw_text = true;
  else if constexpr (std::is_same_v<T, any_event>)
    table.takes_any_event = true;
  else if constexpr (std::is_same_v<T, message_pack>)
    table.takes_message_pack = true;
  else if constexpr (std::is_same_v<T, loose_types>)
    table.loose = true;
  else
    table.events.emplace(name_of<T>(), &decode_message<T>);
}

template <class T>
void append_shape(std::vector<message_shape>& out) {
  if constexpr (!std::is_same_v<
                  T, message_pack> && !std::is_same_v<T, loose_types>)
    out.push_back(shape_of<T>(author::client));
}

} // namespace detail

/// A list of message types as a value; see `accepts`.
template <class... Ts>
struct accept_list {
  accept_table table() const {
    auto out = accept_table{};
    (detail::accept<Ts>(out), ...);
    if (out.loose)
      loosen(out);
    return out;
  }

  /// Without `message_pack` and `loose_types`, which are no messages.
  std::vector<message_shape> shapes() const {
    auto out = std::vector<message_shape>{};
    (detail::append_shape<Ts>(out), ...);
    return out;
  }
};

/// `accepts<chat_message, typing_start, message_pack>`
template <class... Ts>
inline constexpr auto accepts = accept_list<Ts...>{};

} // namespace troupe
