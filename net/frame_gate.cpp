#include <troupe/net/frame_gate.hpp>

#include <algorithm>

namespace troupe {

namespace {

constexpr std::uint8_t op_continuation = 0x0;
constexpr std::uint8_t op_binary = 0x2;
constexpr std::uint8_t op_close = 0x8;
constexpr std::uint8_t op_ping = 0x9;
constexpr std::uint8_t op_pong = 0xA;
constexpr std::size_t mask_bytes = 4;

std::uint8_t byte(std::string_view text, std::size_t at) {
  return static_cast<std::uint8_t>(text[at]);
}

bool is_control(std::uint8_t opcode) {
  return opcode >= op_close;
}

} // namespace

bool frame_gate::read(std::string_view input, header& out) {
  if (input.size() < 2)
    return false;
  auto masked = (byte(input, 1) & 0x80) != 0;
  auto length = std::uint64_t{byte(input, 1)} & 0x7F;
  auto extra = length == 126 ? 2u : length == 127 ? 8u : 0u;
  out.bytes = 2 + extra + (masked ? mask_bytes : 0);
  if (input.size() < out.bytes)
    return false;
  if (extra > 0)
    length = 0;
  for (std::size_t i = 0; i < extra; ++i)
    length = (length << 8) | byte(input, 2 + i);
  out.length = length;
  out.opcode = byte(input, 0) & 0x0F;
  out.final = (byte(input, 0) & 0x80) != 0;
  out.packed = (byte(input, 0) & 0x40) != 0;
  auto reserved = (byte(input, 0) & 0x30) != 0;
  auto shortest = extra == 0 || (extra == 2 ? length > 125 : length > 0xFFFF);
  out.well_formed = masked && !reserved && shortest && length >> 63 == 0;
  return true;
}

bool frame_gate::breaks_rules(const header& head) const {
  if (!head.well_formed || head.opcode > op_pong
      || (head.opcode > op_binary && head.opcode < op_close))
    return true;
  if (head.packed && !may_be_packed(head))
    return true;
  if (is_control(head.opcode))
    return !head.final || head.length > 125;
  return (head.opcode == op_continuation) != in_message_ || too_long(head);
}

/// Whether RSV1 is set where it may be.
bool frame_gate::may_be_packed(const header& head) const {
  return head.packed && max_packed_ > 0 && head.opcode != op_continuation
         && !is_control(head.opcode);
}

bool frame_gate::too_long(const header& head) const {
  auto before = in_message_ ? message_bytes_ : 0;
  auto packed = in_message_ ? packed_ : head.packed;
  auto most = packed ? max_packed_ : max_message_;
  return head.length > most || before > most - head.length;
}

frame_gate::step frame_gate::next(std::string_view input) {
  if (frame_left_ > 0)
    return input.empty() ? step{} : go_on(0, input);
  auto head = header{};
  if (!read(input, head))
    return {};
  if (breaks_rules(head))
    return {kind::last, head.bytes, 0, false, may_be_packed(head)};
  if (!is_control(head.opcode))
    return start_data(head, input);
  auto length = static_cast<std::size_t>(head.length);
  auto whole = head.bytes + length;
  if (input.size() < whole)
    return {};
  auto what = head.opcode == op_ping   ? kind::ping
              : head.opcode == op_pong ? kind::pong
                                       : kind::last;
  return {what, whole, length, false};
}

frame_gate::step
frame_gate::start_data(const header& head, std::string_view input) {
  auto starts = !in_message_;
  if (head.length > 0 && input.size() == head.bytes)
    return {}; // Beast would ask for the first byte of the payload.
  if (starts) {
    message_bytes_ = 0;
    packed_ = head.packed;
  }
  message_bytes_ += head.length;
  frame_left_ = head.length;
  final_ = head.final;
  in_message_ = !head.final;
  if (head.length == 0 && !head.final)
    return {starts ? kind::held : kind::skip, head.bytes, 0, false,
            head.packed};
  auto out = go_on(head.bytes, input);
  out.packed_start = head.packed;
  return out;
}

frame_gate::step
frame_gate::go_on(std::size_t header_bytes, std::string_view input) {
  auto here = static_cast<std::size_t>(
    std::min<std::uint64_t>(frame_left_, input.size() - header_bytes));
  frame_left_ -= here;
  return {kind::data, header_bytes + here, here, frame_left_ == 0 && final_};
}

std::string_view unmask(std::string_view frame, char (&out)[125]) {
  auto key = frame.substr(2, mask_bytes);
  auto payload = frame.substr(2 + mask_bytes);
  for (std::size_t i = 0; i < payload.size(); ++i)
    out[i] = static_cast<char>(byte(payload, i) ^ byte(key, i % mask_bytes));
  return {out, payload.size()};
}

} // namespace troupe
