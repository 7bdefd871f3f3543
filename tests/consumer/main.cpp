// A server with one channel, in a project that only has an installed Troupe:
// it starts, answers GET /healthz, and stops.
#include "shout.hpp"

#include <troupe/actors/system_config.hpp>
#include <troupe/net/server.hpp>

#include <arpa/inet.h>
#include <cstdio>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

/// What the port of this machine answers to a request; "" when it does not
/// within five seconds.
std::string ask(std::uint16_t port, const std::string& request) {
  auto fd = ::socket(AF_INET, SOCK_STREAM, 0);
  auto patience = timeval{5, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  auto where = sockaddr_in{};
  where.sin_family = AF_INET;
  where.sin_port = htons(port);
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto answer = std::string{};
  char piece[512];
  if (::connect(fd, reinterpret_cast<sockaddr*>(&where), sizeof where) == 0
      && ::send(fd, request.data(), request.size(), MSG_NOSIGNAL) > 0)
    while (auto got = ::recv(fd, piece, sizeof piece, 0)) {
      if (got < 0)
        break;
      answer.append(piece, static_cast<std::size_t>(got));
    }
  ::close(fd);
  return answer;
}

int main() {
  auto config = troupe::system_config{};
  auto system = caf::actor_system{config};
  auto options = troupe::server_options{};
  options.port = 0;
  auto server = troupe::server::start(system, routes(), {}, options);
  if (!server)
    return std::puts(server.error().message.c_str()), 1;
  auto answer
    = ask((*server)->port(), "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
  (*server)->stop();
  std::puts(answer.c_str());
  return answer.starts_with("HTTP/1.1 200 ") ? 0 : 1;
}
