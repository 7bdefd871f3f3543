#include <troupe/protocol/frame.hpp>

#include <troupe/protocol/utf8.hpp>

namespace troupe {

namespace {

constexpr std::uint8_t final_bit = 0x80;
constexpr std::size_t max_reason = 123; // 125 of a control frame less the code

void append_big_endian(std::string& out, std::uint64_t value, int bytes) {
  for (int i = bytes - 1; i >= 0; --i)
    out += static_cast<char>(value >> (8 * i));
}

void append_length(std::string& out, std::size_t length) {
  if (length < 126) {
    out += static_cast<char>(length);
  } else if (length < 65'536) {
    out += static_cast<char>(126);
    append_big_endian(out, length, 2);
  } else {
    out += static_cast<char>(127);
    append_big_endian(out, length, 8);
  }
}

bool sendable(close_code code) {
  return code != close_code::no_status && code != close_code::abnormal;
}

} // namespace

frame::frame(kind what, std::string_view payload) : kind_(what) {
  wire_.reserve(payload.size() + 10);
  wire_ += static_cast<char>(final_bit | static_cast<std::uint8_t>(what));
  append_length(wire_, payload.size());
  header_bytes_ = static_cast<std::uint8_t>(wire_.size());
  wire_ += payload;
}

frame_ptr frame::text(std::string_view payload) {
  return std::make_shared<const frame>(kind::text, payload);
}

frame_ptr frame::binary(std::string_view payload) {
  return std::make_shared<const frame>(kind::binary, payload);
}

frame_ptr frame::ping(std::string_view payload) {
  return std::make_shared<const frame>(kind::ping, payload);
}

frame_ptr frame::pong(std::string_view payload) {
  return std::make_shared<const frame>(kind::pong, payload);
}

frame_ptr frame::close(close_code code, std::string_view reason) {
  auto payload = std::string{};
  if (sendable(code)) {
    append_big_endian(payload, static_cast<std::uint16_t>(code), 2);
    if (utf8::valid(reason))
      payload += utf8::prefix(reason, max_reason);
  }
  return std::make_shared<const frame>(kind::close, payload);
}

} // namespace troupe
