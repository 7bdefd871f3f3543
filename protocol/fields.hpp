// The types that an event's fields may have, and how each is read and written.
#pragma once

#include <troupe/protocol/json.hpp>

#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace troupe {

/// A field that may be left out, in both directions.
template <class T>
struct maybe : std::optional<T> {
  using std::optional<T>::optional;
};

/// A field that holds any JSON value.
struct any_json {
  json value;
};

/// A field that the sender fills in: when it was sent, RFC 3339 with
/// milliseconds. What an event holds here is ignored when it is encoded.
struct timestamp {
  std::string value;
};

/// A field that the room fills in: its sequence number, growing by one with
/// each publication that has one.
struct sequence {
  std::uint64_t value = 0;
};

/// A field that the room fills in: how many members it has.
struct head_count {
  std::uint64_t value = 0;
};

// -- CAF inspection: no CAF include needed ------------------------------------

template <class Inspector, class T>
typename Inspector::result_type inspect(Inspector& f, maybe<T>& x) {
  auto held = std::vector<T>{};
  if constexpr (Inspector::reads_state) {
    if (x)
      held.push_back(*x);
    return f(held);
  } else {
    auto outcome = f(held);
    x.reset();
    if (!held.empty())
      x.emplace(std::move(held.front()));
    return outcome;
  }
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, any_json& x) {
  auto text = std::string{};
  if constexpr (Inspector::reads_state) {
    text = to_text(x.value);
    return f(text);
  } else {
    auto outcome = f(text);
    x.value = json::parse(text, nullptr, /*allow_exceptions=*/false);
    return outcome;
  }
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, timestamp& x) {
  return f(x.value);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, sequence& x) {
  return f(x.value);
}

template <class Inspector>
typename Inspector::result_type inspect(Inspector& f, head_count& x) {
  return f(x.value);
}

// -- traits -------------------------------------------------------------------

template <class T>
inline constexpr bool is_maybe = false;
template <class T>
inline constexpr bool is_maybe<maybe<T>> = true;

template <class T>
inline constexpr bool is_list = false;
template <class T>
inline constexpr bool is_list<std::vector<T>> = true;

/// Whether the sender fills this field in.
template <class T>
inline constexpr bool is_stamp
  = std::same_as<
      T, timestamp> || std::same_as<T, sequence> || std::same_as<T, head_count>;

// -- reading: returns why not, or nullptr -------------------------------------

using complaint = const char*;

inline complaint read_field(const json& in, std::string& out) {
  if (!in.is_string())
    return "must be a string";
  out = in.get_ref<const std::string&>();
  return nullptr;
}

inline complaint read_field(const json& in, bool& out) {
  if (!in.is_boolean())
    return "must be a boolean";
  out = in.get<bool>();
  return nullptr;
}

template <std::integral T>
requires(!std::same_as<T, bool>) complaint read_field(const json& in, T& out) {
  if (!in.is_number_integer())
    return "must be a whole number";
  auto fits = in.is_number_unsigned()
                ? std::in_range<T>(in.get<std::uint64_t>())
                : std::in_range<T>(in.get<std::int64_t>());
  if (!fits)
    return "is out of range";
  out = in.get<T>();
  return nullptr;
}

inline complaint read_field(const json& in, double& out) {
  if (!in.is_number())
    return "must be a number";
  out = in.get<double>();
  return nullptr;
}

inline complaint read_field(const json& in, any_json& out) {
  out.value = in;
  return nullptr;
}

inline complaint read_field(const json& in, timestamp& out) {
  return read_field(in, out.value);
}

inline complaint read_field(const json& in, sequence& out) {
  return read_field(in, out.value);
}

inline complaint read_field(const json& in, head_count& out) {
  return read_field(in, out.value);
}

template <class T>
complaint read_field(const json& in, std::vector<T>& out) {
  if (!in.is_array())
    return "must be a list";
  out.resize(in.size());
  for (std::size_t i = 0; i < in.size(); ++i)
    if (auto why = read_field(in[i], out[i]))
      return why;
  return nullptr;
}

template <class T>
complaint read_field(const json& in, maybe<T>& out) {
  out.reset();
  if (in.is_null())
    return nullptr;
  return read_field(in, out.emplace());
}

// -- writing ------------------------------------------------------------------

inline void write_field(std::string& out, const std::string& value) {
  append_quoted(out, value);
}

inline void write_field(std::string& out, bool value) {
  out += value ? "true" : "false";
}

template <std::integral T>
requires(!std::same_as<T, bool>) void write_field(std::string& out, T value) {
  out += std::to_string(value);
}

inline void write_field(std::string& out, double value) {
  out += to_text(json(value));
}

inline void write_field(std::string& out, const any_json& value) {
  out += to_text(value.value);
}

template <class T>
void write_field(std::string& out, const std::vector<T>& values) {
  auto separator = '[';
  for (const auto& value : values) {
    out += std::exchange(separator, ',');
    write_field(out, value);
  }
  out += separator == '[' ? "[]" : "]";
}

} // namespace troupe
