// Decides how much of what a client has sent the codec may see.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace troupe {

/// Beast reads frames synchronously here, and must never run dry: a
/// "would block" fails its stream for good. The gate walks over the bytes
/// before Beast and hands out pieces that Beast consumes whole. Piece by piece
/// and not message by message, so that bad UTF-8 is found in the first bytes
/// that have it, and nothing but the message itself grows with a message.
///
/// Pings and pongs never reach Beast: they are answered at once, between any
/// two frames.
///
/// Source: RFC 6455 section 5. Knows no socket; a plain state machine.
class frame_gate {
public:
  enum class kind {
    need_more, ///< Nothing to do until more bytes have come.
    data,      ///< A piece with payload, or the empty end of a message.
    held, ///< The empty start of a message: goes in front of the next piece.
    skip, ///< An empty frame inside a message: nobody needs it.
    ping,
    pong,
    last, ///< A close frame, or a frame that breaks the rules: Beast will end
          ///< the stream over it. Nothing behind it counts.
  };

  struct step {
    kind what = kind::need_more;
    std::size_t bytes = 0;     ///< How much of the input it takes.
    std::size_t payload = 0;   ///< Payload bytes among them.
    bool ends_message = false; ///< Of `data`.
    bool packed_start = false; ///< Begins a compressed message (RSV1).
  };

  /// @param max_message as Beast's `read_message_max`. Unit: bytes.
  explicit frame_gate(std::uint64_t max_message) : max_message_(max_message) {}

  /// Messages may be compressed from now on.
  /// @param max_packed longest such message, as it comes. Unit: bytes.
  void allow_packed(std::uint64_t max_packed) {
    max_packed_ = max_packed;
  }

  /// Whether all of a message has been handed out, and nothing of the next.
  bool between_messages() const noexcept {
    return frame_left_ == 0 && !in_message_;
  }

  /// Looks at the front of what has come and was not taken yet.
  step next(std::string_view input);

private:
  struct header {
    std::size_t bytes = 0; ///< Including the mask key.
    std::uint64_t length = 0;
    std::uint8_t opcode = 0;
    bool final = false;
    bool packed = false; ///< RSV1.
    bool well_formed = false;
  };

  static bool read(std::string_view input, header& out);
  bool breaks_rules(const header& head) const;
  bool may_be_packed(const header& head) const;
  bool too_long(const header& head) const;
  step start_data(const header& head, std::string_view input);
  step go_on(std::size_t header_bytes, std::string_view input);

  std::uint64_t max_message_;
  std::uint64_t max_packed_ = 0;    ///< 0: no message may be compressed.
  std::uint64_t message_bytes_ = 0; ///< Of the message so far.
  std::uint64_t frame_left_ = 0;    ///< Payload of the frame still to come.
  bool final_ = true;               ///< The current frame ends its message.
  bool in_message_ = false;         ///< A continuation must follow.
  bool packed_ = false;             ///< The current message is compressed.
};

/// Payload of a whole ping or pong frame, unmasked.
std::string_view unmask(std::string_view frame, char (&out)[125]);

} // namespace troupe
