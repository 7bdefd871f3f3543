#include <troupe/net/doorbell.hpp>

#include <cerrno>
#include <cstdint>
#include <sys/eventfd.h>
#include <system_error>
#include <unistd.h>

namespace troupe {

doorbell::doorbell(poller& where)
  : poller_(where), fd_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (fd_ >= 0 && poller_.add(fd_, *this))
    return;
  auto why = errno;
  ::close(fd_);
  throw std::system_error(why, std::generic_category(), "eventfd");
}

doorbell::~doorbell() {
  poller_.remove(*this);
  ::close(fd_);
}

void doorbell::ring() noexcept {
  constexpr std::uint64_t once = 1;
  // It fails only when it has been rung 2^64 times and not been heard.
  [[maybe_unused]] auto written = ::write(fd_, &once, sizeof once);
}

void doorbell::on_ready(bool, bool) {
  std::uint64_t times = 0;
  [[maybe_unused]] auto got = ::read(fd_, &times, sizeof times);
}

} // namespace troupe
