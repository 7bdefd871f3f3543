// A connection's output, gathered during a turn and written once at its end.
#pragma once

#include <troupe/actors/frame_batch.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace troupe {

/// Empty strings with memory, so that an idle connection needs none.
class buffer_pool {
public:
  std::string take();

  /// Keeps the buffer's memory, unless it has none worth it, or too much, or
  /// there is enough.
  void give(std::string&& buffer);

private:
  static constexpr std::size_t max_buffers = 256;
  static constexpr std::size_t min_bytes = 64;
  static constexpr std::size_t max_bytes = 256 * 1024;

  std::vector<std::string> free_;
};

/// What waits to be written to one socket.
/// Thread: its loop's.
class cork {
public:
  enum class outcome {
    drained, ///< Everything is with the kernel.
    blocked, ///< The socket takes no more now.
    failed,  ///< The connection is broken.
  };

  explicit cork(buffer_pool& pool) : pool_(&pool) {}

  ~cork() {
    clear();
  }

  cork(const cork&) = delete;
  cork& operator=(const cork&) = delete;

  /// Goes on with the buffers of another loop. @pre nothing waits.
  void use(buffer_pool& pool) noexcept {
    pool_ = &pool;
  }

  /// Appends one whole frame (or one whole HTTP answer).
  /// @param is_message whether it is a text or a binary.
  void append(std::string_view bytes, bool is_message = false);

  /// Appends all of its frames, which are messages. As long as nothing else
  /// waits they are shared, not copied.
  void append(const frame_batch_ptr& batch);

  /// Bytes that wait.
  std::size_t pending() const noexcept {
    return all().size() - sent_;
  }

  /// The bytes that wait, until the next call that is not const.
  std::string_view waiting() const noexcept {
    return all().substr(sent_);
  }

  /// Drops the first of them: they have gone their way.
  void consume(std::size_t bytes);

  /// Frames appended since the last call.
  std::uint32_t take_frames() noexcept {
    return std::exchange(frames_, 0);
  }

  /// Messages among the frames since the last call.
  std::uint32_t take_messages() noexcept {
    return std::exchange(messages_, 0);
  }

  /// One send().
  outcome flush(int fd);

  /// What came of a send of what waits.
  /// @param result bytes that the kernel took, or minus an errno.
  outcome sent(int result);

  /// Drops what waits.
  void clear();

private:
  std::string_view all() const noexcept {
    return shared_ ? shared_->wire() : std::string_view{buffer_};
  }

  void own();

  buffer_pool* pool_;
  frame_batch_ptr shared_; ///< What waits; or null, and then it is `buffer_`.
  std::string buffer_;
  std::size_t sent_ = 0;
  std::uint32_t frames_ = 0;
  std::uint32_t messages_ = 0;
};

} // namespace troupe
