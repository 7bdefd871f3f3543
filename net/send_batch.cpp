#include <troupe/net/send_batch.hpp>

#include <troupe/actors/log.hpp>
#include <troupe/net/socket_io.hpp>

#include <cerrno>
#include <cstring>
#include <sys/socket.h>

namespace troupe {

namespace {

/// Fewer are as cheap one by one.
constexpr std::size_t worth_a_batch = 2;

} // namespace

void send_batch::use(std::unique_ptr<send_ring> ring) {
  ring_ = std::move(ring);
  by_ring_ = ring_ != nullptr;
}

void send_batch::send() {
  if (guests_.empty())
    return;
  gather();
  if (ring_ && jobs_.size() >= worth_a_batch)
    send_by_ring();
  send_one_by_one();
  for (std::size_t i = 0; i < jobs_.size(); ++i)
    serving_[i]->on_sent(jobs_[i].result);
}

/// Asks all before anything is sent or told, so that no guest can close a
/// descriptor, or move bytes, that another call has already promised.
void send_batch::gather() {
  serving_.clear();
  jobs_.clear();
  for (auto* guest : guests_) {
    auto job = guest->output();
    if (job.fd < 0 || job.bytes.empty())
      continue;
    serving_.push_back(guest);
    jobs_.push_back(job);
  }
  guests_.clear();
}

void send_batch::send_by_ring() {
  batches_.fetch_add(1, std::memory_order_relaxed);
  if (ring_->send(jobs_))
    return;
  log::error("io_uring_failed", {{"why", std::strerror(errno)}});
  ring_.reset();
  by_ring_ = false;
}

void send_batch::send_one_by_one() {
  for (auto& job : jobs_) {
    if (job.result == send_job::untried)
      job.result = send_now(job.fd, job.bytes);
    if (job.result != send_job::lost)
      continue;
    ::shutdown(job.fd, SHUT_RDWR); // Whatever is under way goes nowhere.
    job.result = -EIO;
  }
}

} // namespace troupe
