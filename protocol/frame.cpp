#include <troupe/protocol/frame.hpp>

#include <troupe/protocol/utf8.hpp>

#include <utility>

namespace troupe {

namespace {

constexpr std::uint8_t final_bit = 0x80;
constexpr std::uint8_t packed_bit = 0x40; // RSV1
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

/// @returns how many bytes the header has.
std::uint8_t
append_frame(std::string& out, int first, std::string_view payload) {
  out.reserve(payload.size() + 10);
  out += static_cast<char>(first);
  append_length(out, payload.size());
  auto header = static_cast<std::uint8_t>(out.size());
  out += payload;
  return header;
}

bool sendable(close_code code) {
  return code != close_code::no_status && code != close_code::abnormal;
}

} // namespace

frame::frame(kind what, std::string_view payload, std::string key)
  : kind_(what), key_(std::move(key)) {
  header_bytes_
    = append_frame(wire_, final_bit | static_cast<std::uint8_t>(what), payload);
}

frame::~frame() {
  delete packed_.load(std::memory_order_acquire);
}

std::string_view frame::packed(packer& how) const {
  const auto* known = packed_.load(std::memory_order_acquire);
  if (!known) {
    auto made = std::make_unique<std::string>();
    if (auto payload = how.pack(this->payload()); !payload.empty())
      append_frame(*made,
                   final_bit | packed_bit | static_cast<std::uint8_t>(kind_),
                   payload);
    // Of two loops that come at once, one has worked for nothing.
    if (packed_.compare_exchange_strong(known, made.get(),
                                        std::memory_order_acq_rel))
      known = made.release();
  }
  return known->empty() ? wire() : std::string_view{*known};
}

frame_ptr frame::text(std::string_view payload, std::string key) {
  return std::make_shared<const frame>(kind::text, payload, std::move(key));
}

frame_ptr frame::binary(std::string_view payload, std::string key) {
  return std::make_shared<const frame>(kind::binary, payload, std::move(key));
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
