// One WebSocket frame from server to client, encoded once and shared.
#pragma once

#include <troupe/protocol/close_code.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace troupe {

class frame;

/// A fan-out to N sessions encodes once and copies N pointers. Any thread may
/// read it.
using frame_ptr = std::shared_ptr<const frame>;

/// Compresses what a message says. Thread: its owner's.
class packer {
public:
  /// @returns the compressed payload; empty when that gains nothing.
  virtual std::string pack(std::string_view payload) = 0;

protected:
  ~packer() = default;
};

/// An immutable, whole, unmasked frame as it goes on the wire.
/// Source: RFC 6455 section 5.2.
class frame {
public:
  enum class kind : std::uint8_t {
    text = 0x1,
    binary = 0x2,
    close = 0x8,
    ping = 0x9,
    pong = 0xA,
  };

  /// @pre the payload of a text is UTF-8; of a ping or pong it has at most 125
  ///      bytes.
  frame(kind what, std::string_view payload, std::string key = {});
  ~frame();

  frame(const frame&) = delete;
  frame& operator=(const frame&) = delete;

  /// @param key see `key()`.
  static frame_ptr text(std::string_view payload, std::string key = {});
  static frame_ptr binary(std::string_view payload, std::string key = {});
  static frame_ptr ping(std::string_view payload);
  static frame_ptr pong(std::string_view payload);

  /// `reason` is cut at 123 bytes on a code point; bad UTF-8 is left out.
  /// `no_status` and `abnormal` give a frame without a code.
  static frame_ptr close(close_code code, std::string_view reason);

  kind what() const noexcept {
    return kind_;
  }

  /// Header and payload.
  std::string_view wire() const noexcept {
    return wire_;
  }

  /// The same message compressed (RSV1 is set), or `wire()` where that gains
  /// nothing. Made by the first call and kept for the others: all must mean the
  /// same by packing.
  /// @pre a text or a binary.
  /// Source: RFC 7692 section 6.
  std::string_view packed(packer& how) const;

  /// Of waiting frames with one key only the newest matters, to who asks for
  /// that; empty: each matters.
  const std::string& key() const noexcept {
    return key_;
  }

  std::string_view payload() const noexcept {
    return std::string_view{wire_}.substr(header_bytes_);
  }

private:
  kind kind_;
  std::uint8_t header_bytes_;
  std::string wire_;
  std::string key_;
  /// Empty text: packing gains nothing; null: nobody has tried.
  mutable std::atomic<const std::string*> packed_{nullptr};
};

} // namespace troupe
