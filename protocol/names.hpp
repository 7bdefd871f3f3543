// Which names of rooms, users and people are taken.
#pragma once

#include <cstddef>
#include <string_view>

namespace troupe {

/// Longest name. Unit: bytes of UTF-8.
inline constexpr std::size_t max_name_bytes = 128;

/// @returns whether `name` may name a room, a user or a game: 1 to `max_bytes`
///          bytes of UTF-8; no control or format characters (so no zero-width
///          and no bidirectional marks), no slash or backslash, not "." or
///          "..", not white space alone.
/// Anything else is allowed, quotes and markup too: every sink escapes.
bool valid_name(std::string_view name, std::size_t max_bytes
                                       = max_name_bytes) noexcept;

} // namespace troupe
