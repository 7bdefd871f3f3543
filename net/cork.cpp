#include <troupe/net/cork.hpp>

#include <troupe/net/socket_io.hpp>

#include <cerrno>

namespace troupe {

std::string buffer_pool::take() {
  if (free_.empty())
    return {};
  auto buffer = std::move(free_.back());
  free_.pop_back();
  return buffer;
}

void buffer_pool::give(std::string&& buffer) {
  if (buffer.capacity() < min_bytes || buffer.capacity() > max_bytes
      || free_.size() >= max_buffers)
    return;
  buffer.clear();
  free_.push_back(std::move(buffer));
}

void cork::append(std::string_view bytes, bool is_message) {
  own();
  buffer_ += bytes;
  ++frames_;
  messages_ += is_message ? 1 : 0;
}

void cork::append(const frame_batch_ptr& batch) {
  auto frames = static_cast<std::uint32_t>(batch->frames().size());
  frames_ += frames;
  messages_ += frames;
  if (pending() == 0) {
    shared_ = batch;
    return;
  }
  own();
  buffer_ += batch->wire();
}

/// Makes what waits our own, so that more can be put behind it.
void cork::own() {
  if (buffer_.empty())
    buffer_ = pool_->take();
  if (!shared_)
    return;
  buffer_ += waiting();
  shared_.reset();
  sent_ = 0;
}

cork::outcome cork::flush(int fd) {
  if (pending() == 0)
    return outcome::drained;
  return sent(send_now(fd, waiting()));
}

cork::outcome cork::sent(int result) {
  if (result < 0)
    return result == -EAGAIN || result == -EINTR ? outcome::blocked
                                                 : outcome::failed;
  consume(static_cast<std::size_t>(result));
  return pending() == 0 ? outcome::drained : outcome::blocked;
}

void cork::consume(std::size_t bytes) {
  sent_ += bytes;
  if (pending() == 0)
    return clear();
  constexpr std::size_t worth_moving = 256 * 1024;
  if (!shared_ && sent_ > worth_moving && sent_ > pending()) {
    buffer_.erase(0, sent_);
    sent_ = 0;
  }
}

void cork::clear() {
  shared_.reset();
  auto old = std::exchange(buffer_, {});
  pool_->give(std::move(old));
  sent_ = 0;
}

} // namespace troupe
