#include <troupe/net/cork.hpp>

#include <troupe/net/tls_stream.hpp>

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

cork::outcome cork::flush(int fd, tls_stream* tls) {
  if (pending() == 0)
    return outcome::drained;
  const auto* from = buffer_.data() + sent_;
  auto sent = tls ? tls->write({from, pending()})
                  : ::send(fd, from, pending(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent < 0)
    return errno == EAGAIN || errno == EINTR ? outcome::blocked
                                             : outcome::failed;
  sent_ += static_cast<std::size_t>(sent);
  count(totals_.bytes_out, static_cast<std::uint64_t>(sent));
  if (pending() == 0) {
    clear();
    return outcome::drained;
  }
  constexpr std::size_t worth_moving = 256 * 1024;
  if (sent_ > worth_moving && sent_ > pending()) {
    buffer_.erase(0, sent_);
    sent_ = 0;
  }
  return outcome::blocked;
}

void cork::clear() {
  auto old = std::exchange(buffer_, {});
  pool_.give(std::move(old));
  sent_ = 0;
  count_waiting();
}

void cork::count_waiting() {
  auto before = std::exchange(waiting_, pending());
  if (waiting_ > before)
    count(totals_.queued_bytes, waiting_ - before);
  else if (waiting_ < before)
    uncount(totals_.queued_bytes, before - waiting_);
}

} // namespace troupe
