// WebSocket frames, as clients and as servers write and read them.
//
// Own code and not Beast's: what measures must cost less than what it measures.
// Source: RFC 6455 section 5.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace load {

enum class opcode : std::uint8_t {
  more = 0, ///< Goes on with the message of the frame before.
  text = 1,
  binary = 2,
  close = 8,
  ping = 9,
  pong = 10,
};

/// Appends a whole frame, unmasked.
void append_server_frame(std::string& out, opcode what,
                         std::string_view content);

/// Appends a whole frame, masked.
void append_client_frame(std::string& out, opcode what,
                         std::string_view content, std::uint32_t mask);

/// A whole message, or a control frame.
struct message {
  opcode what = opcode::close; ///< Never `more`.
  std::string_view content;    ///< Unmasked; valid until the next call.
};

/// Finds the messages in what a socket gives, without a copy where they lie in
/// it as a whole. Takes masked and unmasked frames; extensions are refused.
class frame_reader {
public:
  /// @param max_bytes the longest message, all its frames together.
  explicit frame_reader(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  /// Gives it what came next. `bytes` are unmasked in place, and must stay
  /// until `next` has returned nothing.
  void feed(std::span<char> bytes);

  /// @returns nothing when more has to come, or when the peer broke the rules.
  std::optional<message> next();

  /// Whether the peer broke the rules; there is no way on then.
  bool broken() const noexcept {
    return broken_;
  }

private:
  struct header {
    std::size_t bytes = 0;
    std::uint64_t length = 0;
    opcode what = opcode::more;
    bool final = false;
    bool masked = false;
  };

  enum class outcome { complete, incomplete, broken };

  outcome read_header(header& out) const;
  bool allowed(const header& head) const;
  std::string_view take(const header& head);
  std::optional<message> assemble(const header& head, std::string_view content);
  void keep_rest();

  std::size_t max_bytes_;
  std::span<char> input_;         ///< Not looked at yet.
  std::string carry_;             ///< The start of a frame, from before.
  std::string fragments_;         ///< The start of a message.
  opcode started_ = opcode::more; ///< Type of that message; `more`: none.
  bool broken_ = false;
};

} // namespace load
