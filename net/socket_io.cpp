#include <troupe/net/socket_io.hpp>

#include <cerrno>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace troupe {

namespace {

/// Not by glibc's `recv` and `send`: where there are threads, those are points
/// at which one can be cancelled, and that costs 1 % of an echo.
template <class... Ts>
int call(long number, Ts... arguments) {
  auto result = ::syscall(number, arguments...);
  return result < 0 ? -errno : static_cast<int>(result);
}

} // namespace

int receive_now(int fd, std::span<char> room) {
  return call(SYS_recvfrom, fd, room.data(), room.size(), MSG_DONTWAIT, nullptr,
              nullptr);
}

int send_now(int fd, std::string_view bytes) {
  return call(SYS_sendto, fd, bytes.data(), bytes.size(),
              MSG_DONTWAIT | MSG_NOSIGNAL, nullptr, 0);
}

} // namespace troupe
