// The same events, packed.
#pragma once

#include <troupe/protocol/json.hpp>

#include <string>
#include <string_view>

namespace troupe {

/// Reads one MessagePack map with text keys. What JSON cannot say (binary,
/// extensions) is refused, as is anything behind the map; text must be UTF-8.
/// The nesting is checked before anything recurses.
/// @returns the object, or `invalid_json`. Never throws.
result<json> parse_message_pack(std::string_view bytes, std::size_t max_depth);

/// MessagePack of a JSON text.
/// @pre it is one.
std::string to_message_pack(std::string_view text);

} // namespace troupe
