// What the operator reads: one line an event.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace troupe::log {

enum class level { debug, info, warning, error, off };

enum class format {
  text, ///< `TIME LEVEL event key=value …`
  json, ///< `{"ts":TIME,"level":LEVEL,"event":…,key:value,…}`, all strings.
};

/// One `key=value` of a line. Values may come from clients: whatever is not
/// printable ASCII is escaped, so nobody can forge a line. What must not be
/// read by all who read logs (queries, tokens, messages) is no field.
/// A connection's `connection` is the same on every line about it.
using field = std::pair<std::string_view, std::string>;

/// Writes a line to standard error.
///
/// Lines above `debug` that come faster than `limit` allows are counted
/// instead, for each event; its next line says how many in `dropped`.
/// Thread: any.
void write(level what, std::string_view event,
           std::initializer_list<field> fields = {});

/// Lines below this level are not written; `info` unless told otherwise.
void threshold(level least);

/// `text` unless told otherwise. Thread: before others write.
void write_as(format how);

/// Lines of one event: at once, and then a second. 0: no limit; 20 unless told
/// otherwise.
void limit(double lines_per_second);

/// @returns whether `text` names a level, which then is in `out`.
bool parse(std::string_view text, level& out);

/// @returns whether `text` names a format, which then is in `out`.
bool parse(std::string_view text, format& out);

inline void
debug(std::string_view event, std::initializer_list<field> fields = {}) {
  write(level::debug, event, fields);
}

inline void
info(std::string_view event, std::initializer_list<field> fields = {}) {
  write(level::info, event, fields);
}

inline void
warning(std::string_view event, std::initializer_list<field> fields = {}) {
  write(level::warning, event, fields);
}

inline void
error(std::string_view event, std::initializer_list<field> fields = {}) {
  write(level::error, event, fields);
}

} // namespace troupe::log
