// How many workers a pool has.
#include "captured_log.hpp"
#include "pool_world.hpp"

using namespace troupe;
using namespace tests;
using namespace std::chrono_literals;

TEST_CASE("a pool starts with its workers and grows while all are busy",
          "[pool]") {
  pool_world pool{singly(5, 20)};
  CHECK(pool.alive == 5);
  write_keys(pool, 5);
  CHECK(pool.alive == 5);
  auto more = write_keys(pool, 30);
  CHECK(pool.alive == 20);
  CHECK(pool.calls().size() == 20);
  CHECK(pool.totals.workers == 20);
  CHECK(pool.totals.waiting == 15);
  pool.finish_all();
  CHECK(count_done(more) == 30);
  CHECK(pool.started == 20);
  CHECK(pool.totals.waiting == 0);
}

TEST_CASE("a request that waits for its key is no reason to grow", "[pool]") {
  pool_world pool{singly(1, 20)};
  pool.write("k", "1");
  pool.write("k", "2");
  pool.write("k", "3");
  CHECK(pool.alive == 1);
}

TEST_CASE("workers that had nothing to do for a minute end, but for the first "
          "ones",
          "[pool]") {
  pool_world pool{singly(5, 20)};
  write_keys(pool, 12);
  CHECK(pool.alive == 12);
  pool.answer_at_once();
  pool.finish_all();
  pool.advance(59s);
  CHECK(pool.alive == 12);
  pool.advance(12s);
  CHECK(pool.alive == 5);
  CHECK(pool.totals.workers == 5);
  pool.advance(120s);
  CHECK(pool.alive == 5);
}

TEST_CASE("workers that are used stay", "[pool]") {
  auto options = singly(1, 20);
  options.deadline = 1h;
  options.give_up = 1h;
  pool_world pool{options};
  write_keys(pool, 3);
  pool.finish_all();
  for (int i = 0; i < 3; ++i) {
    pool.advance(25s);
    pool.finish_all();
    write_keys(pool, 2);
    pool.finish_all();
  }
  CHECK(pool.alive == 2); // The last one used is the first one taken.
}

TEST_CASE("a pool of one serves everybody", "[pool]") {
  pool_world pool{singly(1, 1)};
  auto all = write_keys(pool, 10);
  CHECK(pool.calls().size() == 1);
  pool.finish_all();
  CHECK(count_done(all) == 10);
  CHECK(pool.started == 1);
}

TEST_CASE("without a thread for a worker a pool says so, and tries again",
          "[pool]") {
  auto log = captured_log{};
  pool_world pool{singly(1, 2)};
  pool.no_threads = true;
  auto first = pool.write("a", "1");
  auto second = pool.write("b", "2");
  CHECK(pool.calls() == ids_list{{"1"}});
  CHECK(log.count("no thread") == 1);
  pool.no_threads = false;
  pool.write("c", "3");
  CHECK(pool.calls() == ids_list{{"1"}, {"2"}});
}
