// Declares a message once; JSON both ways, CAF inspection and field errors
// come from that line.
#pragma once

#include <troupe/protocol/fields.hpp>
#include <troupe/protocol/json.hpp>
#include <troupe/protocol/problem.hpp>

#include <boost/describe/class.hpp>
#include <boost/describe/members.hpp>
#include <boost/mp11/algorithm.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

namespace troupe {

/// What is wrong with one field of a client's message.
struct field_error {
  std::string_view field;
  std::string_view why; ///< e.g. "is required", "must be a string".
};

/// A type declared with `TROUPE_EVENT`.
template <class T>
concept event = requires(const T* x) {
  { wire_name(x) } -> std::convertible_to<std::string_view>;
};

/// The event's `type` on the wire.
template <event T>
constexpr std::string_view name_of() {
  return wire_name(static_cast<const T*>(nullptr));
}

/// What the declaration calls the type: `T` itself, as text.
template <event T>
constexpr std::string_view declared_name_of() {
  return declared_name(static_cast<const T*>(nullptr));
}

template <class T>
using fields_of
  = boost::describe::describe_members<T, boost::describe::mod_public>;

/// References to all fields of an event, in the order of their declaration.
template <class T>
auto tie_fields(T& x) {
  return [&x]<template <class...> class L, class... D>(L<D...>) {
    return std::tie(x.*D::pointer...);
  }(fields_of<T>{});
}

// -- decoding -----------------------------------------------------------------

namespace detail {

template <class T>
problem refuse_field(const field_error& error) {
  if constexpr (requires { T::words_for(error); })
    return refusal(T::words_for(error));
  else
    return invalid_field(error.field, error.why);
}

template <class Field>
complaint read_member(const json& object, const char* name, Field& out) {
  auto found = object.find(name);
  if (found != object.end())
    return read_field(*found, out);
  return is_maybe<Field> || is_stamp<Field> ? nullptr : "is required";
}

} // namespace detail

/// Reads an event from a JSON object; unknown fields are ignored.
///
/// An event may bring its own words for a field's error
/// (`static std::string T::words_for(const field_error&)`) and rules that its
/// types do not say (`std::optional<problem> T::check() const`).
/// @returns the event, or the first field's problem. Never throws.
template <event T>
result<T> decode(const json& object) {
  auto value = T{};
  auto bad = std::optional<problem>{};
  boost::mp11::mp_for_each<fields_of<T>>([&](auto field) {
    if (bad)
      return;
    if (auto why
        = detail::read_member(object, field.name, value.*field.pointer))
      bad = detail::refuse_field<T>({field.name, why});
  });
  if constexpr (requires { value.check(); })
    if (!bad)
      bad = value.check();
  if (bad)
    return std::move(*bad);
  return value;
}

// -- encoding -----------------------------------------------------------------

/// Which fields the sender has to fill in.
struct stamps {
  bool time = false;     ///< `timestamp`
  bool sequence = false; ///< `seq`: by a room
  bool count = false;    ///< `count`: by a room
};

namespace detail {

template <class Field>
void note_stamp(stamps& wanted) {
  wanted.time |= std::same_as<Field, timestamp>;
  wanted.sequence |= std::same_as<Field, sequence>;
  wanted.count |= std::same_as<Field, head_count>;
}

inline void append_key(std::string& out, const char* name) {
  out += ",\"";
  out += name;
  out += "\":";
}

template <class Field>
void append_member(std::string& out, const char* name, const Field& value) {
  if constexpr (is_maybe<Field>) {
    if (value)
      append_member(out, name, *value);
  } else if constexpr (!is_stamp<Field>) {
    append_key(out, name);
    write_field(out, value);
  }
}

} // namespace detail

/// The stamps that an event's fields ask for.
template <event T>
constexpr stamps stamps_of() {
  auto wanted = stamps{};
  boost::mp11::mp_for_each<fields_of<T>>([&](auto field) {
    using member
      = std::remove_cvref_t<decltype(std::declval<T&>().*field.pointer)>;
    detail::note_stamp<member>(wanted);
  });
  return wanted;
}

/// JSON text of an event without its stamps and without the last brace, so
/// that whoever sends it adds the rest: `{"type":"said","message":"hi"`.
template <event T>
std::string encode_open(const T& value) {
  auto out = std::string{"{\"type\":"};
  append_quoted(out, name_of<T>());
  boost::mp11::mp_for_each<fields_of<T>>([&](auto field) {
    detail::append_member(out, field.name, value.*field.pointer);
  });
  return out;
}

} // namespace troupe

/// Declares `TYPE`, an aggregate, as the event `NAME` with the fields given.
/// Stands in the namespace of the type, after its definition. A field of type
/// `timestamp` is called `timestamp`, a `sequence` `seq`, a `head_count`
/// `count`.
#define TROUPE_EVENT(TYPE, NAME, ...)                                          \
  BOOST_DESCRIBE_STRUCT(TYPE, (), (__VA_ARGS__))                               \
  constexpr std::string_view wire_name(const TYPE*) {                          \
    return NAME;                                                               \
  }                                                                            \
  constexpr std::string_view declared_name(const TYPE*) {                      \
    return #TYPE;                                                              \
  }                                                                            \
  template <class Inspector>                                                   \
  typename Inspector::result_type inspect(Inspector& f, TYPE& x) {             \
    return std::apply([&f](auto&... fields) { return f(fields...); },          \
                      ::troupe::tie_fields(x));                                \
  }
