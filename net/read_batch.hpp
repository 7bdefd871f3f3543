// What a loop's connections read in one turn.
#pragma once

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
  /// Longest read. Unit: bytes.
  static constexpr std::size_t read_bytes = 65'536;

  read_batch();

  /// @pre `who` is there until `read` has told it what came of it.
  void add(batch_reader& who) {
    waiting_.push_back(&who);
  }

  /// Reads once for each who waits, and tells them. Who has had as much as one
  /// read takes is found ready again.
  void read();

private:
  struct job {
    batch_reader* whose;
    int fd;
    int result;
    const char* start;
  };

  void read_some();
  void hand_out();

  std::unique_ptr<char[]> memory_;
  std::vector<batch_reader*> waiting_;
  std::size_t served_ = 0; ///< Of those who wait.
  std::vector<job> jobs_;
};

} // namespace troupe
