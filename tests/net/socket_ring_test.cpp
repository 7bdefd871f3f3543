#include "socket_pair.hpp"

#include <troupe/net/socket_ring.hpp>

#include "catch.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

using namespace troupe;
using namespace tests;

namespace {

/// A ring, or a null pointer where the kernel has none: the test ends then.
std::unique_ptr<socket_ring> ring_or_warning() {
  auto out = socket_ring::open();
  if (out)
    return out;
  auto why = errno;
  WARN("no io_uring here: " << std::strerror(why));
  CHECK(std::set{ENOSYS, EPERM, EACCES, EINVAL, ENOMEM}.count(why) == 1);
  return nullptr;
}

} // namespace

TEST_CASE("a ring sends to more sockets than it has room for", "[ring]") {
  auto ring = ring_or_warning();
  if (!ring)
    return;
  constexpr std::size_t sockets = 600; // Of a ring of 256.
  auto pairs = std::vector<socket_pair>(sockets);
  auto texts = std::vector<std::string>{};
  auto jobs = std::vector<send_job>{};
  for (std::size_t i = 0; i < sockets; ++i)
    texts.push_back("for " + std::to_string(i));
  for (std::size_t i = 0; i < sockets; ++i)
    jobs.push_back({pairs[i].here, texts[i]});
  for (int times = 0; times < 3; ++times) {
    for (auto& job : jobs)
      job.result = job_result::untried;
    REQUIRE(ring->run(jobs));
    for (std::size_t i = 0; i < sockets; ++i) {
      REQUIRE(jobs[i].result == static_cast<int>(texts[i].size()));
      REQUIRE(pairs[i].read() == texts[i]);
    }
  }
}

TEST_CASE("a ring takes what the socket takes, and never waits", "[ring]") {
  auto ring = ring_or_warning();
  if (!ring)
    return;
  socket_pair full, fine;
  auto much = std::string(16 << 20, 'x');
  auto jobs = std::vector<send_job>{{full.here, much}, {fine.here, "hello"}};
  REQUIRE(ring->run(jobs));
  CHECK(jobs[0].result > 0);
  CHECK(jobs[0].result < static_cast<int>(much.size()));
  CHECK(jobs[1].result == 5);
  jobs[0].result = jobs[1].result = job_result::untried;
  REQUIRE(ring->run(jobs));
  CHECK(jobs[0].result == -EAGAIN);
  CHECK(jobs[1].result == 5);
  CHECK(fine.read() == "hellohello");
}

TEST_CASE("one broken socket is no matter to the others", "[ring]") {
  auto ring = ring_or_warning();
  if (!ring)
    return;
  socket_pair gone, fine;
  gone.close_there();
  auto jobs = std::vector<send_job>{
    {gone.here, "lost"}, {-1, "nowhere"}, {fine.here, "hello"}};
  REQUIRE(ring->run(jobs));
  CHECK(jobs[0].result == -EPIPE);
  CHECK(jobs[1].result == -EBADF);
  CHECK(jobs[2].result == 5);
  CHECK(fine.read() == "hello");
}

TEST_CASE("a ring reads what is there, and never waits", "[ring]") {
  auto ring = ring_or_warning();
  if (!ring)
    return;
  socket_pair talks, silent, left;
  REQUIRE(::send(talks.there, "hello", 5, 0) == 5);
  left.close_there();
  auto rooms = std::array<std::array<char, 3>, 3>{};
  auto jobs = std::vector<read_job>{
    {talks.here, rooms[0]}, {silent.here, rooms[1]}, {left.here, rooms[2]}};
  REQUIRE(ring->run(jobs));
  CHECK(jobs[0].result == 3);
  CHECK(std::string_view{rooms[0].data(), 3} == "hel");
  CHECK(jobs[1].result == -EAGAIN);
  CHECK(jobs[2].result == 0);
}
