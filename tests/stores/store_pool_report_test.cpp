// What a pool tells the operator.
#include "captured_log.hpp"
#include "pool_world.hpp"

using namespace troupe;
using namespace tests;
using namespace std::chrono_literals;

TEST_CASE("trouble is logged when it begins and when it ends", "[pool]") {
  auto log = captured_log{};
  pool_world pool{sizes(1, 1)};
  pool.answer_at_once("the disk is full");
  for (int i = 0; i < 100; ++i)
    pool.write("k", std::to_string(i));
  pool.advance(60s);
  CHECK(log.count("store_trouble") == 1);
  CHECK(log.count("the disk is full") == 1);
  CHECK(log.count("store_recovered") == 0);
  CHECK(pool.totals.failed == 100);
  pool.answer_at_once();
  pool.advance(20s); // The check of an idle worker is enough.
  CHECK(log.count("store_recovered") == 1);
  for (int i = 0; i < 100; ++i)
    pool.write("k", std::to_string(i));
  CHECK(log.count("store_trouble") == 1);
  CHECK(log.count("store_recovered") == 1);
}

TEST_CASE("a store that fails now and then is not logged each time", "[pool]") {
  auto log = captured_log{};
  pool_world pool{sizes(1, 1)};
  for (int i = 0; i < 50; ++i) {
    pool.answer_at_once(i % 2 == 0 ? "now" : "");
    pool.write("k", std::to_string(i));
    pool.advance(100ms);
  }
  CHECK(log.count("store_trouble") == 1);
  CHECK(log.count("store_recovered") == 0);
}

TEST_CASE("how long requests took is counted by buckets", "[pool]") {
  pool_world pool{singly(1, 1)};
  auto& latency = pool.totals.latency;
  pool.write("a", "1");
  pool.finish("1");
  CHECK(latency.buckets[0] == 1);
  pool.write("a", "2");
  pool.advance(100ms);
  pool.finish("2");
  CHECK(latency.bounds[8] == 100ms);
  CHECK(latency.buckets[8] == 1);
  pool.write("a", "3");
  pool.advance(5s);
  pool.finish("3");
  CHECK(latency.sum_us == 2'100'000);
  latency.add(3s);
  CHECK(latency.buckets.back() == 1);
}
