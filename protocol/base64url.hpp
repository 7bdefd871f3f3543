// Bytes as text that may stand in a URL.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace troupe {

/// Decodes base64url as JSON Web Tokens use it: no padding, no white space, and
/// unused bits zero, so that no two texts mean the same bytes.
/// @returns nothing when `text` is anything else.
/// Source: RFC 4648 section 5, RFC 7515 section 2.
std::optional<std::string> base64url_decode(std::string_view text);

} // namespace troupe
