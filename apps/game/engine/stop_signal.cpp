#include <apps/game/engine/stop_signal.hpp>

#include <cerrno>
#include <sys/eventfd.h>
#include <system_error>
#include <unistd.h>

namespace troupe::chess {

stop_signal::stop_signal() : event_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (event_ < 0)
    throw std::system_error{errno, std::generic_category(), "eventfd"};
}

stop_signal::~stop_signal() {
  ::close(event_);
}

void stop_signal::raise() noexcept {
  ::eventfd_write(event_, 1); // Fails only when it is raised already.
}

} // namespace troupe::chess
