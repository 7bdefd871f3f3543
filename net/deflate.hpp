// Compressing and decompressing messages, each by itself.
#pragma once

#include <troupe/actors/counters.hpp>
#include <troupe/net/compression_options.hpp>
#include <troupe/protocol/close_code.hpp>
#include <troupe/protocol/frame.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace troupe {

/// What becomes of a compressed message.
struct unpacked {
  std::string_view message;        ///< Until the next one is unpacked.
  std::optional<close_code> wrong; ///< Why there is none.
};

/// permessage-deflate without context takeover, with Beast's zlib: nothing is
/// remembered between messages, so all connections of a loop share one of
/// these, and have no memory of their own for it.
///
/// Thread: its loop's.
/// Source: RFC 7692.
class deflate final : public packer {
public:
  /// @param totals outlives it.
  deflate(const compression_options& options, counters& totals);
  ~deflate();

  int window_bits() const noexcept {
    return options_.window_bits;
  }

  std::string pack(std::string_view payload) override;

  /// @param payload of all frames of the message; is changed.
  /// @param most longest message. Unit: bytes, unpacked; more is `too_big`, and
  ///        not unpacked further than that.
  unpacked unpack(std::string& payload, std::size_t most);

private:
  struct streams;

  compression_options options_;
  counters& totals_;
  std::unique_ptr<streams> streams_;
  std::string packed_;               ///< Room for `pack`.
  std::unique_ptr<char[]> unpacked_; ///< Room for `unpack`.
  std::size_t unpacked_bytes_ = 0;
};

/// The most bytes that a compressor may make of a message: what a client may
/// send for one that is just short enough.
constexpr std::size_t packed_bound(std::size_t message) {
  return message + message / 8 + message / 64 + 64;
}

} // namespace troupe
