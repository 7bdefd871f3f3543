// What a route's clients send and get, for its contract.
#pragma once

#include <troupe/actors/channel.hpp>
#include <troupe/protocol/schema.hpp>

#include <concepts>
#include <string_view>
#include <vector>

namespace troupe {

/// A message as a contract shows it.
struct message_shape {
  std::string_view name;  ///< What its declaration calls it.
  std::string_view title; ///< Its `type` on the wire, if it has one.
  std::string_view content_type;
  json (*payload)(); ///< Makes its JSON Schema.
};

/// The events that every route's clients may send: `ping`, and `refresh` where
/// they have a token.
std::vector<message_shape> common_received(bool with_token);

/// The events that every route may send; without events of its clients nothing
/// is answered.
std::vector<message_shape> common_sent(bool takes_events);

namespace detail {

message_shape shape_of_raw_text();
message_shape shape_of_binary();
message_shape shape_of_any_event(author by);

} // namespace detail

template <event T>
message_shape shape_of(author by) {
  auto payload = by == author::client
                   ? +[] { return schema_of<T>(author::client); }
                   : +[] { return schema_of<T>(author::server); };
  return {declared_name_of<T>(), name_of<T>(), "application/json", payload};
}

/// The same for what is no declared event.
template <class T>
requires(!event<T>) message_shape shape_of(author by) {
  if constexpr (std::same_as<T, raw_text>)
    return detail::shape_of_raw_text();
  else if constexpr (std::same_as<T, binary>)
    return detail::shape_of_binary();
  else {
    static_assert(std::same_as<T, any_event>,
                  "a message is an event, any_event, raw_text or binary");
    return detail::shape_of_any_event(by);
  }
}

/// A list of message types as a value; see `sends`.
template <class... Ts>
struct send_list {
  std::vector<message_shape> shapes() const {
    return {shape_of<Ts>(author::server)...};
  }
};

/// `sends<welcome, said>`: what clients get from a channel, and from the rooms
/// that it joins, beside the common events.
template <class... Ts>
inline constexpr auto sends = send_list<Ts...>{};

} // namespace troupe
