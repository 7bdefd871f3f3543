// What the operator reads: one line an event.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace troupe::log {

enum class level { debug, info, warning, error, off };

/// One `key=value` of a line. Values may come from clients: control
/// characters, quotes and bytes that are no UTF-8 are escaped.
using field = std::pair<std::string_view, std::string>;

/// Writes `event key=value …` to standard error.
/// Thread: any.
void write(level what, std::string_view event,
           std::initializer_list<field> fields = {});

/// Lines below this level are not written; `info` unless told otherwise.
void threshold(level least);

/// @returns whether `text` names a level, which then is in `out`.
bool parse(std::string_view text, level& out);

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
