#include "socket_pair.hpp"

#include <troupe/net/socket_calls.hpp>

#include "catch.hpp"

#include <array>
#include <fcntl.h>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

using namespace troupe;
using namespace tests;

namespace {

/// Puts /dev/null in the place of every ring of this process.
void break_rings() {
  for (const auto& each :
       std::filesystem::directory_iterator{"/proc/self/fd"}) {
    auto ec = std::error_code{};
    auto target = std::filesystem::read_symlink(each.path(), ec).string();
    if (target.find("io_uring") == std::string::npos)
      continue;
    auto nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    ::dup2(nothing, std::stoi(each.path().filename().string()));
    ::close(nothing);
  }
}

/// Sends to both, and reads it at the other ends.
void talk(socket_calls& calls, const socket_pair& one, const socket_pair& two) {
  auto sends = std::vector<send_job>{{one.here, "hello"}, {two.here, "world"}};
  calls.send(sends);
  CHECK(sends[0].result == 5);
  CHECK(sends[1].result == 5);
  auto rooms = std::array<std::array<char, 8>, 2>{};
  auto reads
    = std::vector<read_job>{{one.there, rooms[0]}, {two.there, rooms[1]}};
  calls.read(reads);
  REQUIRE(reads[0].result == 5);
  REQUIRE(reads[1].result == 5);
  CHECK(std::string_view{rooms[0].data(), 5} == "hello");
  CHECK(std::string_view{rooms[1].data(), 5} == "world");
}

/// Gives them a ring, where the kernel has one.
bool ring_or_warning(socket_calls& calls) {
  calls.use(socket_ring::open());
  if (!calls.by_ring())
    WARN("no io_uring here");
  return calls.by_ring();
}

} // namespace

TEST_CASE("several jobs go by the ring, one alone does not", "[batch]") {
  socket_calls calls;
  if (!ring_or_warning(calls))
    return;
  socket_pair one, two;
  talk(calls, one, two);
  CHECK(calls.send_batches() == 1);
  CHECK(calls.read_batches() == 1);
  auto alone = send_job{one.here, "hi"};
  calls.send({&alone, 1});
  CHECK(alone.result == 2);
  CHECK(calls.send_batches() == 1);
  CHECK(one.read() == "hi");
}

TEST_CASE("when the ring breaks, send() and recv() go on", "[batch]") {
  socket_calls calls;
  if (!ring_or_warning(calls))
    return;
  socket_pair one, two;
  break_rings();
  talk(calls, one, two);
  CHECK_FALSE(calls.by_ring());
  CHECK(calls.send_batches() == 1); // It was tried.
  CHECK(calls.read_batches() == 0);
}
