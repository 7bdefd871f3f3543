#include <apps/load/frames.hpp>

#include <cstring>
#include <utility>

namespace load {

namespace {

constexpr std::uint8_t final_bit = 0x80;
constexpr std::uint8_t mask_bit = 0x80;
constexpr std::size_t mask_bytes = 4;
constexpr std::size_t max_control_bytes = 125;

void append_header(std::string& out, opcode what, std::size_t length,
                   std::uint8_t masked) {
  char head[10] = {static_cast<char>(final_bit | static_cast<int>(what))};
  std::size_t extra = length < 126 ? 0 : length < 65'536 ? 2 : 8;
  auto code = extra == 0 ? length : extra == 2 ? 126 : 127;
  head[1] = static_cast<char>(masked | code);
  for (auto i = extra; i > 0; --i, length >>= 8)
    head[1 + i] = static_cast<char>(length);
  out.append(head, 2 + extra);
}

/// Masks, or unmasks: it is the same.
void apply_mask(char* bytes, std::size_t size, std::uint32_t mask) {
  auto wide = std::uint64_t{mask} << 32 | mask;
  std::size_t i = 0;
  for (; i + sizeof wide <= size; i += sizeof wide) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes + i, sizeof word);
    word ^= wide;
    std::memcpy(bytes + i, &word, sizeof word);
  }
  char key[mask_bytes];
  std::memcpy(key, &mask, mask_bytes);
  for (; i < size; ++i)
    bytes[i] = static_cast<char>(bytes[i] ^ key[i % mask_bytes]);
}

bool is_control(opcode what) {
  return what >= opcode::close;
}

} // namespace

void append_server_frame(std::string& out, opcode what,
                         std::string_view content) {
  append_header(out, what, content.size(), 0);
  out.append(content);
}

void append_client_frame(std::string& out, opcode what,
                         std::string_view content, std::uint32_t mask) {
  append_header(out, what, content.size(), mask_bit);
  char key[mask_bytes];
  std::memcpy(key, &mask, mask_bytes);
  out.append(key, mask_bytes);
  auto start = out.size();
  out.append(content);
  apply_mask(&out[start], content.size(), mask);
}

void frame_reader::feed(std::span<char> bytes) {
  if (carry_.empty()) {
    input_ = bytes;
  } else {
    carry_.append(bytes.data(), bytes.size());
    input_ = carry_;
  }
}

std::optional<message> frame_reader::next() {
  while (!broken_) {
    auto head = header{};
    auto found = read_header(head);
    if (found == outcome::incomplete) {
      keep_rest();
      break;
    }
    if (found == outcome::broken) {
      broken_ = true;
      break;
    }
    if (auto whole = assemble(head, take(head)))
      return whole;
  }
  return std::nullopt;
}

// -- headers ------------------------------------------------------------------

frame_reader::outcome frame_reader::read_header(header& out) const {
  if (input_.size() < 2)
    return outcome::incomplete;
  auto at
    = [this](std::size_t i) { return static_cast<std::uint8_t>(input_[i]); };
  out.final = (at(0) & final_bit) != 0;
  out.what = static_cast<opcode>(at(0) & 0x7F); // A reserved bit is unknown.
  out.masked = (at(1) & mask_bit) != 0;
  out.length = at(1) & 0x7F;
  std::size_t extra = out.length < 126 ? 0 : out.length == 126 ? 2 : 8;
  out.bytes = 2 + extra + (out.masked ? mask_bytes : 0);
  if (input_.size() < out.bytes)
    return outcome::incomplete;
  if (extra > 0)
    out.length = 0;
  for (std::size_t i = 0; i < extra; ++i)
    out.length = out.length << 8 | at(2 + i);
  if (!allowed(out))
    return outcome::broken;
  return input_.size() - out.bytes < out.length ? outcome::incomplete
                                                : outcome::complete;
}

bool frame_reader::allowed(const header& head) const {
  switch (head.what) {
    case opcode::close:
    case opcode::ping:
    case opcode::pong: return head.final && head.length <= max_control_bytes;
    case opcode::text:
    case opcode::binary:
      return started_ == opcode::more && head.length <= max_bytes_;
    case opcode::more:
      return started_ != opcode::more
             && head.length <= max_bytes_ - fragments_.size();
  }
  return false;
}

// -- content ------------------------------------------------------------------

std::string_view frame_reader::take(const header& head) {
  auto content = input_.subspan(head.bytes, head.length);
  if (head.masked) {
    std::uint32_t mask = 0;
    std::memcpy(&mask, content.data() - mask_bytes, mask_bytes);
    apply_mask(content.data(), content.size(), mask);
  }
  input_ = input_.subspan(head.bytes + head.length);
  return {content.data(), content.size()};
}

std::optional<message>
frame_reader::assemble(const header& head, std::string_view content) {
  if (is_control(head.what) || (head.final && head.what != opcode::more))
    return message{head.what, content};
  if (head.what != opcode::more) {
    started_ = head.what;
    fragments_.clear();
  }
  fragments_.append(content);
  if (!head.final)
    return std::nullopt;
  return message{std::exchange(started_, opcode::more), fragments_};
}

void frame_reader::keep_rest() {
  if (carry_.empty())
    carry_.assign(input_.data(), input_.size());
  else
    carry_.erase(0, carry_.size() - input_.size());
  input_ = carry_;
}

} // namespace load
