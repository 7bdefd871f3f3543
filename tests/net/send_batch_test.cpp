#include "socket_pair.hpp"

#include <troupe/net/send_batch.hpp>

#include "catch.hpp"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <optional>
#include <string>

using namespace troupe;
using namespace tests;

namespace {

struct speaker final : batch_guest {
  explicit speaker(std::string what = "hello") : text(std::move(what)) {}

  send_job output() override {
    return {socket.here, text, send_job::untried};
  }

  void on_sent(int what) override {
    result = what;
  }

  socket_pair socket;
  std::string text;
  std::optional<int> result;
};

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

} // namespace

TEST_CASE("everybody's output goes, and everybody is told", "[batch]") {
  send_batch batch;
  if (GENERATE(false, true))
    batch.use(send_ring::open());
  speaker first, second{"world"}, silent{""}, gone;
  gone.socket.close_there();
  for (auto* each : {&first, &second, &silent, &gone})
    batch.add(*each);
  batch.send();
  CHECK(first.result == 5);
  CHECK(first.socket.read() == "hello");
  CHECK(second.socket.read() == "world");
  CHECK(gone.result == -EPIPE);
  CHECK_FALSE(silent.result);
  CHECK(batch.batches() == (batch.by_ring() ? 1 : 0));
  first.result.reset();
  batch.send();
  CHECK_FALSE(first.result); // It did not ask again.
}

TEST_CASE("when the ring breaks, send() goes on", "[batch]") {
  send_batch batch;
  batch.use(send_ring::open());
  if (!batch.by_ring()) {
    WARN("no io_uring here");
    return;
  }
  speaker first, second;
  break_rings();
  batch.add(first);
  batch.add(second);
  batch.send();
  CHECK_FALSE(batch.by_ring());
  CHECK(first.result == 5);
  CHECK(first.socket.read() == "hello");
  CHECK(second.socket.read() == "hello");
}
