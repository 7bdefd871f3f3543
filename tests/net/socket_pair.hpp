// Two sockets, each the other's peer.
#pragma once

#include "catch.hpp"

#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace tests {

struct socket_pair {
  socket_pair() {
    int ends[2];
    REQUIRE(
      ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends)
      == 0);
    here = ends[0];
    there = ends[1];
  }

  ~socket_pair() {
    ::close(here);
    close_there();
  }

  socket_pair(const socket_pair&) = delete;
  socket_pair& operator=(const socket_pair&) = delete;

  void close_there() {
    if (there >= 0)
      ::close(std::exchange(there, -1));
  }

  /// What has arrived, at most 64 KiB of it.
  std::string read() const {
    auto out = std::string(65'536, '\0');
    auto got = ::recv(there, out.data(), out.size(), 0);
    out.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return out;
  }

  int here = -1;
  int there = -1;
};

} // namespace tests
