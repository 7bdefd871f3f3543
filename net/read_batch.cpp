#include <troupe/net/read_batch.hpp>

#include <troupe/net/socket_io.hpp>

#include <algorithm>
#include <cerrno>

namespace troupe {

namespace {

/// How many are read before they are handed out.
constexpr std::size_t max_jobs = 128;
constexpr std::size_t memory_bytes = 2 * read_batch::read_bytes;

} // namespace

read_batch::read_batch() : memory_(std::make_unique<char[]>(memory_bytes)) {
  jobs_.reserve(max_jobs);
}

void read_batch::read() {
  for (served_ = 0; served_ < waiting_.size(); served_ += jobs_.size()) {
    read_some();
    hand_out();
  }
  waiting_.clear();
}

/// Asks each for its socket just before, since who is told something may close
/// those of others.
void read_batch::read_some() {
  jobs_.clear();
  auto end = std::min(waiting_.size(), served_ + max_jobs);
  for (auto i = served_; i < end; ++i)
    jobs_.push_back({waiting_[i], waiting_[i]->input(), -EAGAIN, nullptr});
  auto* room = memory_.get();
  auto* last = room + memory_bytes - read_bytes;
  auto next = jobs_.begin();
  for (; next != jobs_.end() && room <= last; ++next) {
    next->start = room;
    if (next->fd >= 0)
      next->result = receive_now(next->fd, {room, read_bytes});
    room += std::max(next->result, 0);
  }
  jobs_.erase(next, jobs_.end()); // For the next time.
}

void read_batch::hand_out() {
  for (const auto& each : jobs_)
    each.whose->on_read(each.result, {each.start, static_cast<std::size_t>(
                                                    std::max(each.result, 0))});
}

} // namespace troupe
