// What a client sends: its request, and frames.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tests {

/// Asks for a WebSocket.
inline std::string upgrade_to(const std::string& path) {
  return "GET " + path
         + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
           "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
}

/// A masked frame. @param first the first byte: FIN, RSV and opcode.
inline std::string client_frame(std::uint8_t first, std::string_view payload) {
  constexpr std::string_view key = "\x12\x34\x56\x78";
  auto out = std::string(1, static_cast<char>(first));
  if (payload.size() < 126) {
    out += static_cast<char>(0x80 | payload.size());
  } else if (payload.size() < 65'536) {
    out += static_cast<char>(0xFE);
    out += static_cast<char>(payload.size() >> 8);
    out += static_cast<char>(payload.size());
  } else {
    out += static_cast<char>(0xFF);
    for (int i = 7; i >= 0; --i)
      out += static_cast<char>(std::uint64_t{payload.size()} >> (8 * i));
  }
  out += key;
  for (std::size_t i = 0; i < payload.size(); ++i)
    out += static_cast<char>(payload[i] ^ key[i % 4]);
  return out;
}

} // namespace tests
