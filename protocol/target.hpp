// The request target of a handshake: path and query, decoded once.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace troupe {

/// Undoes percent-encoding, once.
/// @returns nothing when a `%` is not followed by two hex digits, or when the
///          outcome is no UTF-8 or holds a NUL.
std::optional<std::string> percent_decode(std::string_view text);

/// Path and query of a request.
struct target {
  std::vector<std::string> segments; ///< `/chat/a%20b` -> {"chat", "a b"}
  std::map<std::string, std::string, std::less<>> query; ///< The last one wins.
};

/// Splits and decodes a request target in origin form (`/path?query`) or
/// absolute form (its path counts). The path is split before it is decoded, so
/// an encoded slash never makes a segment.
/// @returns nothing when it is malformed (see `percent_decode`), or a segment
///          is "." or "..".
/// Source: RFC 9112 section 3.2.
std::optional<target> parse_target(std::string_view text);

} // namespace troupe
