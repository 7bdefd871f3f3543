#include <troupe/net/cork.hpp>

#include <cerrno>
#include <sys/socket.h>

namespace troupe {

std::string buffer_pool::take() {
  if (free_.empty())
    return {};
  auto buffer = std::move(free_.back());
  free_.pop_back();
  return buffer;
}

void buffer_pool::give(std::string&& buffer) {
  if (buffer.capacity() > max_bytes || free_.size() >= max_buffers)
    return;
  buffer.clear();
  free_.push_back(std::move(buffer));
}

void cork::append(std::string_view bytes, bool is_message) {
  if (buffer_.empty())
    buffer_ = pool_.take();
  buffer_ += bytes;
  ++frames_;
  messages_ += is_message ? 1 : 0;
}

cork::outcome cork::flush(int fd) {
  if (pending() == 0)
    return outcome::drained;
  auto took = ::send(fd, buffer_.data() + sent_, pending(),
                     MSG_NOSIGNAL | MSG_DONTWAIT);
  return sent(took < 0 ? -errno : static_cast<int>(took));
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
  if (sent_ > worth_moving && sent_ > pending()) {
    buffer_.erase(0, sent_);
    sent_ = 0;
  }
}

void cork::clear() {
  auto old = std::exchange(buffer_, {});
  pool_.give(std::move(old));
  sent_ = 0;
}

} // namespace troupe
