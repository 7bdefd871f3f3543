// JSON Schema of an event, from its declaration.
#pragma once

#include <troupe/protocol/event.hpp>

#include <concepts>
#include <limits>
#include <type_traits>
#include <vector>

namespace troupe {

/// Who writes an event: the two leave out different fields.
enum class author {
  client, ///< May leave stamps out; a `maybe` may be null.
  server, ///< Fills stamps in; leaves a `maybe` without value out.
};

// -- fields -------------------------------------------------------------------

/// Names the type of a field in `schema_of_field`.
template <class Field>
struct field_type {};

json schema_of_field(field_type<std::string>, author by);
json schema_of_field(field_type<bool>, author by);
json schema_of_field(field_type<double>, author by);
json schema_of_field(field_type<any_json>, author by);
json schema_of_field(field_type<timestamp>, author by);
json schema_of_field(field_type<sequence>, author by);
json schema_of_field(field_type<head_count>, author by);

template <std::integral T>
requires(!std::same_as<T, bool>) json schema_of_field(field_type<T>, author) {
  return {{"type", "integer"},
          {"minimum", std::numeric_limits<T>::min()},
          {"maximum", std::numeric_limits<T>::max()}};
}

template <class T>
json schema_of_field(field_type<std::vector<T>>, author by) {
  return {{"type", "array"}, {"items", schema_of_field(field_type<T>{}, by)}};
}

/// `schema`, or null.
json or_null(json schema);

template <class T>
json schema_of_field(field_type<maybe<T>>, author by) {
  auto held = schema_of_field(field_type<T>{}, by);
  return by == author::client ? or_null(std::move(held)) : held;
}

// -- events -------------------------------------------------------------------

/// The schema of an object that has nothing but a `type`; without one, of any
/// type.
json schema_of_type(std::optional<std::string_view> name);

/// Allows the schema's events to carry the `ref` of a request.
void add_ref(json& schema, author by);

namespace detail {

template <class Field>
constexpr bool is_required(author by) {
  return !is_maybe<Field> && !(is_stamp<Field> && by == author::client);
}

} // namespace detail

/// The JSON Schema (draft 7) of an event on the wire. A `ref` is part of it,
/// unless the event is a room's: those answer nobody. What `T::check` refuses
/// beside is not in it.
template <event T>
json schema_of(author by) {
  auto out = schema_of_type(name_of<T>());
  boost::mp11::mp_for_each<fields_of<T>>([&](auto field) {
    using type
      = std::remove_cvref_t<decltype(std::declval<T&>().*field.pointer)>;
    out["properties"][field.name] = schema_of_field(field_type<type>{}, by);
    if (detail::is_required<type>(by))
      out["required"].push_back(field.name);
  });
  auto wanted = stamps_of<T>();
  if (by == author::client || !(wanted.sequence || wanted.count))
    add_ref(out, by);
  return out;
}

} // namespace troupe
