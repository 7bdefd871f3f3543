#include "socket_pair.hpp"

#include <troupe/net/send_batch.hpp>

#include "catch.hpp"

#include <cerrno>
#include <optional>
#include <string>

using namespace troupe;
using namespace tests;

namespace {

struct speaker final : batch_guest {
  explicit speaker(std::string what = "hello") : text(std::move(what)) {}

  send_job output() override {
    return {socket.here, text};
  }

  void on_sent(int what) override {
    result = what;
  }

  socket_pair socket;
  std::string text;
  std::optional<int> result;
};

} // namespace

TEST_CASE("everybody's output goes, and everybody is told", "[batch]") {
  socket_calls calls;
  send_batch batch{calls};
  if (GENERATE(false, true))
    calls.use(socket_ring::open());
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
  CHECK(calls.send_batches() == (calls.by_ring() ? 1 : 0));
  CHECK(calls.read_batches() == 0);
  first.result.reset();
  batch.send();
  CHECK_FALSE(first.result); // It did not ask again.
}
