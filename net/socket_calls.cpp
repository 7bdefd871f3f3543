#include <troupe/net/socket_calls.hpp>

#include <troupe/actors/log.hpp>
#include <troupe/net/socket_io.hpp>

#include <cerrno>
#include <cstring>
#include <sys/socket.h>

namespace troupe {

namespace {

/// Fewer are as cheap one by one.
constexpr std::size_t worth_a_batch = 2;

int call(const send_job& job) {
  return send_now(job.fd, job.bytes);
}

int call(const read_job& job) {
  return receive_now(job.fd, job.room);
}

} // namespace

void socket_calls::use(std::unique_ptr<socket_ring> ring) {
  ring_ = std::move(ring);
  by_ring_ = ring_ != nullptr;
}

void socket_calls::send(std::span<send_job> jobs) {
  run(jobs, send_batches_);
}

void socket_calls::read(std::span<read_job> jobs) {
  run(jobs, read_batches_);
}

template <class Job>
void socket_calls::run(std::span<Job> jobs, total& batches) {
  if (ring_ && jobs.size() >= worth_a_batch) {
    batches.fetch_add(1, std::memory_order_relaxed);
    if (!ring_->run(jobs)) {
      log::error("io_uring_failed", {{"why", std::strerror(errno)}});
      use(nullptr);
    }
  }
  for (auto& job : jobs) {
    if (job.result == job_result::untried)
      job.result = call(job);
    if (job.result != job_result::lost)
      continue;
    ::shutdown(job.fd, SHUT_RDWR); // Whatever is under way goes nowhere.
    job.result = -EIO;
  }
}

} // namespace troupe
