#include <troupe/actors/cluster/link_queue.hpp>

#include "catch.hpp"

using namespace troupe;

namespace {

cluster_options narrow() {
  auto out = cluster_options{};
  out.window_messages = 4;
  out.window_bytes = 100;
  out.batch_bytes = 20;
  out.waiting_bytes = 200;
  return out;
}

struct narrow_queue {
  bool push(std::uint64_t x, std::size_t bytes) {
    return queue.push(caf::make_message(x), bytes);
  }

  cluster_options options = narrow();
  link_queue queue{options};
};

std::size_t size_of(const std::optional<link_batch>& batch) {
  return batch ? batch->items.size() : 0;
}

} // namespace

TEST_CASE_METHOD(narrow_queue, "what waits is sent in order, in batches",
                 "[link]") {
  for (std::uint64_t i = 1; i <= 3; ++i)
    push(i, 10);
  auto first = queue.next(), second = queue.next();
  REQUIRE(size_of(first) == 2);
  CHECK(first->first == 1);
  CHECK(first->items[1].get_as<std::uint64_t>(0) == 2);
  REQUIRE(size_of(second) == 1);
  CHECK(second->first == 3);
  CHECK_FALSE(queue.next());
}

TEST_CASE_METHOD(narrow_queue, "no more is on its way than the window holds",
                 "[link]") {
  for (std::uint64_t i = 1; i <= 6; ++i)
    push(i, 1);
  CHECK(size_of(queue.next()) == 4);
  CHECK_FALSE(queue.next());
  CHECK(queue.waiting() == 2);
  CHECK(queue.confirm(4));
  CHECK(size_of(queue.next()) == 2);
}

TEST_CASE_METHOD(narrow_queue, "large messages shut the window too", "[link]") {
  push(1, 90);
  push(2, 90);
  push(3, 10);
  CHECK(size_of(queue.next()) == 1);
  CHECK(size_of(queue.next()) == 1);
  CHECK_FALSE(queue.next());
  CHECK(queue.confirm(1));
  CHECK(queue.bytes() == 100);
  CHECK(size_of(queue.next()) == 1);
}

TEST_CASE_METHOD(narrow_queue, "what waits has a bound", "[link]") {
  CHECK(push(1, 100));
  CHECK(queue.next());
  CHECK(push(2, 100));
  CHECK_FALSE(push(3, 1));
}

TEST_CASE_METHOD(narrow_queue, "nobody confirms what was not sent", "[link]") {
  push(1, 1);
  CHECK_FALSE(queue.confirm(1));
  queue.next();
  CHECK(queue.confirm(1));
  CHECK(queue.unconfirmed() == 0);
}
