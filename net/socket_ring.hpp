// Many sockets are read or written for the price of one system call, by
// io_uring.
#pragma once

#include <troupe/net/socket_job.hpp>

#include <cstddef>
#include <memory>
#include <span>

struct io_uring_cqe;
struct io_uring_sqe;

namespace troupe {

/// A submission ring of the kernel.
///
/// Each job is told not to wait, so that the kernel does all of them within
/// the call: no worker threads, and nothing is under way afterwards.
/// Thread: one at a time.
class socket_ring {
public:
  /// @returns null when the kernel, or the sandbox around the process, has no
  ///          io_uring that works; `errno` says why.
  static std::unique_ptr<socket_ring> open();

  ~socket_ring();

  socket_ring(const socket_ring&) = delete;
  socket_ring& operator=(const socket_ring&) = delete;

  /// Does each once, and fills in their `result`s.
  /// @returns false when the ring is broken: jobs that still are `untried` have
  ///          not begun, of those that are `lost` nobody knows. It is of no use
  ///          then.
  bool run(std::span<send_job> jobs);
  bool run(std::span<read_job> jobs);

private:
  socket_ring() = default;

  bool set_up();
  bool map();
  bool works();
  template <class Job>
  bool run_all(std::span<Job> jobs);
  template <class Job>
  bool run_some(std::span<Job> jobs);
  template <class Job>
  void submit(const Job& job, std::size_t number);
  int enter(unsigned submissions, unsigned completions);
  template <class Job>
  std::size_t reap(std::span<Job> jobs);

  struct mapping {
    ~mapping();
    void* at = nullptr;
    std::size_t bytes = 0;
  };

  int fd_ = -1;
  mapping rings_;
  mapping entries_;
  unsigned* submitted_ = nullptr; ///< Tail of the submission ring.
  unsigned* reaped_ = nullptr;    ///< Head of the completion ring.
  unsigned* completed_ = nullptr; ///< Its tail.
  unsigned* order_ = nullptr;     ///< Entries in the order of submission.
  unsigned submission_mask_ = 0;
  unsigned completion_mask_ = 0;
  io_uring_cqe* completions_ = nullptr;
};

} // namespace troupe
