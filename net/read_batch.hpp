// What a loop's connections read in one turn.
#pragma once

#include <troupe/net/socket_calls.hpp>

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace troupe {

/// Somebody whose socket is ready to be read.
/// Owner: somebody who keeps it until the loop's turn is over.
class batch_reader {
public:
  /// The socket to read; negative: none any more.
  virtual int input() const = 0;

  /// What came of one read.
  /// @param result 0 at the end, minus an errno, or how many bytes came.
  /// @param bytes stay until it returns.
  virtual void on_read(int result, std::string_view bytes) = 0;

protected:
  ~batch_reader() = default;
};

/// Reads for all who are ready before anybody gets to see it: then the kernel's
/// code runs in one go, and ours in another, and neither drives the other out
/// of the processor's caches with each message.
/// Thread: its loop's.
class read_batch {
public:
  /// Most of what comes is shorter. Unit: bytes.
  static constexpr std::size_t short_read = 2048;
  /// Read at once from who has more.
  static constexpr std::size_t long_read = 65'536;

  /// @pre `calls` outlives it.
  explicit read_batch(socket_calls& calls);

  /// @pre `who` is there until `read` has told it what came of it.
  void add(batch_reader& who) {
    readers_.push_back(&who);
  }

  /// Reads for each who was added, and tells it: once, or twice when the first
  /// was full and there is more. Who has still more, or has ended behind that,
  /// is found ready again.
  void read();

private:
  std::size_t read_some(std::size_t first);
  void tell(batch_reader& who, const read_job& job);

  socket_calls& calls_;
  std::unique_ptr<char[]> memory_;
  std::vector<batch_reader*> readers_;
  std::vector<batch_reader*> served_;
  std::vector<read_job> jobs_; ///< One for each that is served.
};

} // namespace troupe
