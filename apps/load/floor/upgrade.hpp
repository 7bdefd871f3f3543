// The server's half of the WebSocket handshake, no more than benchmarks need.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace load {

struct upgrade {
  std::string path;   ///< As requested.
  std::string answer; ///< The whole 101 response.
};

/// @param head a whole request head, with the empty line.
/// @returns nothing when it asks for something else than a WebSocket.
///          Source: RFC 6455 section 4.2.
std::optional<upgrade> answer_upgrade(std::string_view head);

} // namespace load
