#include <troupe/actors/cluster/prober.hpp>

#include <caf/typed_event_based_actor.hpp>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

namespace troupe {

namespace {

/// An address as the system calls want it.
struct socket_address {
  sockaddr_storage bytes{};
  socklen_t size = 0;
};

socket_address address_of(const std::string& host, std::uint16_t port) {
  auto out = socket_address{};
  auto v4 = sockaddr_in{};
  auto v6 = sockaddr_in6{};
  if (inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    std::memcpy(&out.bytes, &v4, out.size = sizeof v4);
  } else if (inet_pton(AF_INET6, host.c_str(), &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    std::memcpy(&out.bytes, &v6, out.size = sizeof v6);
  }
  return out;
}

bool connected(int fd, const socket_address& where,
               std::chrono::milliseconds patience) {
  const auto* to = reinterpret_cast<const sockaddr*>(&where.bytes);
  if (::connect(fd, to, where.size) == 0)
    return true;
  auto wait = pollfd{fd, POLLOUT, 0};
  if (errno != EINPROGRESS
      || ::poll(&wait, 1, static_cast<int>(patience.count())) != 1)
    return false;
  auto error = 0;
  auto size = socklen_t{sizeof error};
  return ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0
         && error == 0;
}

bool probe(const std::string& host, std::uint16_t port,
           std::chrono::milliseconds patience) {
  auto where = address_of(host, port);
  if (where.size == 0)
    return false;
  auto fd = ::socket(where.bytes.ss_family,
                     SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return false;
  auto out = connected(fd, where, patience);
  ::close(fd);
  return out;
}

class prober final : public prober_actor::base {
public:
  prober(caf::actor_config& config, std::chrono::milliseconds patience)
    : prober_actor::base(config), patience_(patience) {}

  const char* name() const override {
    return "troupe.prober";
  }

  behavior_type make_behavior() override {
    return {[this](const std::string& host, std::uint16_t port) {
      return probe(host, port, patience_);
    }};
  }

private:
  std::chrono::milliseconds patience_;
};

} // namespace

prober_actor
spawn_prober(caf::actor_system& system, std::chrono::milliseconds patience) {
  return system.spawn<prober, caf::detached>(patience);
}

} // namespace troupe
