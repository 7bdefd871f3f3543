// What an application decides about compression.
#pragma once

#include <cstddef>

namespace troupe {

/// Compression of messages, for clients that offer it (permessage-deflate).
/// Each message is compressed by itself, so that nothing is kept for a
/// connection; a loop keeps a compressor of about
/// `(4 << window_bits) + (512 << memory_level)` bytes (32 KiB), a decompressor
/// (45 KiB), and room for one message.
struct compression_options {
  bool enabled = false;
  /// Effort, from 1 (least) to 9.
  int level = 6;
  /// Base-2 logarithm of how far back a repetition is looked for, from 9 to 15.
  /// Clients that want less are not compressed for.
  int window_bits = 12;
  /// Memory of the compressor beside its window, from 1 to 9.
  int memory_level = 5;
  /// Shorter messages go as they are. Unit: bytes.
  std::size_t min_bytes = 256;
};

} // namespace troupe
