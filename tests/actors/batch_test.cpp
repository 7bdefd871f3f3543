#include <troupe/actors/batch.hpp>
#include <troupe/testkit/simulation.hpp>

#include "catch.hpp"

#include <rapidcheck.h>

using namespace troupe;
using namespace std::chrono_literals;

namespace {

struct item {
  std::uint64_t number = 0;
};
TROUPE_EVENT(item, "item", number)

/// The batches of a channel, as it saw them.
struct batch_world {
  std::vector<std::vector<std::uint64_t>> seen;
  simulation sim{routes()};
  client ann = sim.connect("/items");

  router routes() {
    auto out = router{};
    out.add("/items", with(rate_limit{0, 1}), accepts<item>,
            [this](session* self, const handshake&) {
              return in_batches<item>(
                self, {4, 100ms},
                [this](const std::vector<item>& items, batch_end) {
                  auto& numbers = seen.emplace_back();
                  for (const auto& each : items)
                    numbers.push_back(each.number);
                });
            });
    return out;
  }
};

} // namespace

TEST_CASE("batches hold everything once, in order, in time", "[batch]") {
  CHECK(rc::check([](const std::vector<std::uint8_t>& pauses) {
    batch_world world;
    std::uint64_t sent = 0;
    for (auto pause : pauses) {
      world.ann.sends(item{sent++});
      world.sim.advance(std::chrono::milliseconds{pause});
    }
    world.sim.advance(100ms);
    std::uint64_t expected = 0;
    for (const auto& batch : world.seen) {
      RC_ASSERT(!batch.empty() && batch.size() <= 4u);
      for (auto number : batch)
        RC_ASSERT(number == expected++);
    }
    RC_ASSERT(expected == sent);
  }));
}

TEST_CASE("what is left when the connection ends is handed over", "[batch]") {
  batch_world world;
  world.ann.sends(item{7});
  world.ann.vanishes();
  world.sim.settle();
  CHECK(world.seen == std::vector<std::vector<std::uint64_t>>{{7}});
}
