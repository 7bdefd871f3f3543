// What is kept for a slow member whose room is on another node.
#include "cluster_world.hpp"

#include <troupe/actors/session.hpp>

using namespace troupe;
using namespace tests;

namespace {

struct move {
  std::string key;
};
TROUPE_EVENT(move, "move", key)

struct moved {
  std::string key;
  sequence seq;
};
TROUPE_EVENT(moved, "moved", key, seq)

router cursors() {
  auto out = router{};
  out.add("/cursors", with(slow_members::latest_only, rate_limit{0, 1}),
          accepts<move>, [](session* self, const handshake&) {
            auto room = self->join("cursors", "one");
            return caf::message_handler{[room](const move& x) {
              room.broadcast(moved{x.key, {}}, conflate{x.key});
            }};
          });
  return out;
}

} // namespace

TEST_CASE("latest_only keeps the newest of each key on every node",
          "[cluster-slow]") {
  silence quiet;
  simulation sim{cursors(), three_nodes()};
  sim.advance(3s);
  auto readers = std::vector<client>{};
  for (const auto& node : node_names) {
    auto options = connect_options{};
    options.node = node;
    readers.push_back(sim.connect("/cursors", options));
    readers.back().reads_slowly(0);
  }
  auto writer = sim.connect("/cursors");
  sim.settle();
  const auto name
    = [](int i) { return std::string(1'000, 'k') + std::to_string(i % 2); };
  constexpr int moves = 3'000; // 3 MB, and 1 MiB may wait.
  for (int i = 0; i < moves; ++i) {
    writer.sends(move{name(i)});
    sim.settle();
  }
  for (auto& reader : readers) {
    reader.reads_freely();
    CHECK_FALSE(reader.close_code());
    auto got = reader.all("moved");
    REQUIRE(got.size() >= 2);
    CHECK(got.size() < moves);
    CHECK(got.back().at("key") == name(moves - 1));
    CHECK(got[got.size() - 2].at("key") == name(moves - 2));
  }
}
