#include <troupe/net/send_batch.hpp>

namespace troupe {

void send_batch::send() {
  if (guests_.empty())
    return;
  gather();
  calls_.send(jobs_);
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

} // namespace troupe
