#include "socket_pair.hpp"

#include <troupe/net/cork.hpp>

#include "catch.hpp"

#include <string>

using namespace troupe;
using namespace tests;

namespace {

frame_batch_ptr batch_of(const std::string& first, const std::string& second) {
  auto out = frame_batch_ptr{new frame_batch};
  out->add(frame::text(first));
  out->add(frame::text(second));
  return out;
}

/// Reads until all of the cork is through.
std::string read_all(cork& from, const socket_pair& through) {
  auto out = std::string{};
  for (int i = 0; i < 10'000 && from.pending() > 0; ++i) {
    REQUIRE(from.flush(through.here) != cork::outcome::failed);
    for (auto more = through.read(); !more.empty(); more = through.read())
      out += more;
  }
  return out;
}

} // namespace

TEST_CASE("a batch is shared while nothing else waits", "[cork]") {
  buffer_pool pool;
  cork first{pool}, second{pool};
  auto batch = batch_of("one", "two");
  first.append(batch);
  second.append(batch);
  CHECK(batch->use_count() == 3);
  CHECK(first.waiting().data() == second.waiting().data());
  CHECK(first.take_messages() == 2);
  CHECK(first.take_frames() == 2);
  socket_pair through;
  CHECK(read_all(first, through) == batch->wire());
  CHECK(batch->use_count() == 2);
}

TEST_CASE("what comes behind a batch leaves it as it is", "[cork]") {
  buffer_pool pool;
  cork one{pool};
  auto batch = batch_of("one", "two");
  auto wire = std::string{batch->wire()};
  SECTION("bytes") {
    one.append(batch);
    one.append("more");
    CHECK(one.waiting() == wire + "more");
  }
  SECTION("another batch") {
    one.append(batch);
    one.append(batch_of("three", "four"));
    CHECK(one.waiting()
          == wire + std::string{batch_of("three", "four")->wire()});
  }
  SECTION("a batch behind bytes") {
    one.append("first");
    one.append(batch);
    CHECK(one.waiting() == "first" + wire);
  }
  CHECK(batch->wire() == wire);
  CHECK(batch->use_count() == 1);
}

TEST_CASE("a batch that was sent in part goes on where it was", "[cork]") {
  buffer_pool pool;
  cork one{pool};
  auto batch = batch_of(std::string(3 << 20, 'a'), std::string(3 << 20, 'b'));
  socket_pair through;
  one.append(batch);
  REQUIRE(one.flush(through.here) == cork::outcome::blocked);
  auto rest = one.pending();
  REQUIRE(rest < batch->wire().size());
  auto more = GENERATE(std::string{}, std::string{"more"});
  if (!more.empty())
    one.append(more);
  CHECK(one.pending() == rest + more.size());
  CHECK(read_all(one, through) == std::string{batch->wire()} + more);
}

TEST_CASE("what is dropped is not sent, and not kept", "[cork]") {
  buffer_pool pool;
  cork one{pool};
  auto batch = batch_of("one", "two");
  one.append(batch);
  one.clear();
  CHECK(one.pending() == 0);
  CHECK(batch->use_count() == 1);
}
