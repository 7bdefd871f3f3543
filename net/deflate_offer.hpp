// Whether a client's messages, and those to it, are compressed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace troupe {

/// Chooses among the extensions that a client offers.
/// @param offers what stands in its `Sec-WebSocket-Extensions`.
/// @param window_bits of our compressor; an offer that wants a smaller window
///        is not taken.
/// @returns what to answer there; nothing when no offer will do, which leaves
///          the connection without compression.
/// Source: RFC 7692 sections 5 and 7.1.
std::optional<std::string>
accept_deflate(std::string_view offers, int window_bits);

} // namespace troupe
