// Sends to many sockets for the price of one system call, by io_uring.
#pragma once

#include <troupe/net/send_job.hpp>

#include <cstddef>
#include <memory>
#include <span>

struct io_uring_cqe;
struct io_uring_sqe;

namespace troupe {

/// A submission ring of the kernel, used only to send.
///
/// Each send is told not to wait, so that the kernel does all of them within
/// the call: no worker threads, and nothing is under way afterwards.
/// Thread: one at a time.
class send_ring {
public:
  /// @returns null when the kernel, or the sandbox around the process, has no
  ///          io_uring that sends; `errno` says why.
  static std::unique_ptr<send_ring> open();

  ~send_ring();

  send_ring(const send_ring&) = delete;
  send_ring& operator=(const send_ring&) = delete;

  /// Sends each once, and fills in their `result`s.
  /// @returns false when the ring is broken: of jobs that still are `untried`
  ///          nothing was sent, of those that are `lost` nobody knows. It is of
  ///          no use then.
  bool send(std::span<send_job> jobs);

private:
  send_ring() = default;

  bool set_up();
  bool map();
  bool works();
  bool run(std::span<send_job> jobs);
  void submit(const send_job& job, std::size_t number);
  int enter(unsigned submissions, unsigned completions);
  std::size_t reap(std::span<send_job> jobs);

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
