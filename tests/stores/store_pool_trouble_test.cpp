// Stores that are slow, broken or gone.
#include "pool_world.hpp"

using namespace troupe;
using namespace tests;
using namespace std::chrono_literals;

// -- deadlines ----------------------------------------------------------------

TEST_CASE("everybody is answered by the deadline, whether its request waits or "
          "runs",
          "[pool]") {
  pool_world pool{singly(1, 1)};
  auto began = pool.now();
  auto runs = pool.write("a", "1");
  auto waits = pool.write("b", "2");
  pool.advance(500ms);
  auto later = pool.write("c", "3");
  pool.advance(1'490ms);
  CHECK(runs->trouble() == "no answer yet");
  pool.advance(10ms);
  CHECK(runs->trouble() == "the store did not answer in time");
  CHECK(waits->trouble() == "the store did not answer in time");
  CHECK(runs->came - began == 2s);
  CHECK(later->trouble() == "no answer yet");
  CHECK(pool.totals.waiting == 1);
  pool.advance(500ms);
  CHECK(later->came - began == 2'500ms);
  CHECK(pool.totals.waiting == 0);
  CHECK(pool.totals.failed == 3);
}

TEST_CASE("a worker that is stuck is not free until it answers", "[pool]") {
  pool_world pool{singly(1, 1)};
  pool.write("a", "1");
  pool.advance(3s);
  auto next = pool.write("b", "2");
  CHECK(pool.calls() == ids_list{{"1"}});
  pool.finish("1");
  CHECK(pool.calls() == ids_list{{"2"}});
  pool.finish("2");
  CHECK(next->done());
  CHECK(pool.started == 1);
}

TEST_CASE("nothing overtakes a write that is stuck", "[pool]") {
  pool_world pool{singly(2, 2)};
  pool.write("k", "1");
  pool.advance(3s);
  auto next = pool.write("k", "2");
  CHECK(pool.calls() == ids_list{{"1"}});
  pool.finish("1");
  pool.finish("2");
  CHECK(next->done());
}

TEST_CASE("a write whose asker has its answer already is not made later",
          "[pool]") {
  pool_world pool{singly(1, 1)};
  pool.write("a", "1");
  pool.write("b", "2");
  pool.advance(3s);
  pool.finish("1");
  CHECK(pool.calls().empty());
}

TEST_CASE("workers that stay stuck are replaced, so many and no more",
          "[pool]") {
  pool_world pool{singly(1, 2)};
  for (int i = 0; i < 3; ++i) {
    pool.write("a" + std::to_string(i), "a" + std::to_string(i));
    pool.write("b" + std::to_string(i), "b" + std::to_string(i));
    pool.advance(41s);
  }
  // Two are given up but not gone; two more are stuck.
  CHECK(pool.totals.given_up == 2);
  CHECK(pool.totals.workers == 2);
  CHECK(pool.started == 4);
}

TEST_CASE("a worker that was given up makes room when it ends", "[pool]") {
  pool_world pool{singly(1, 1)};
  pool.write("a", "1");
  pool.advance(41s);
  CHECK(pool.started == 2);
  CHECK(pool.alive == 2);
  pool.write("a", "2");
  pool.advance(41s);
  CHECK(pool.totals.given_up == 1);
  pool.finish("1");
  CHECK(pool.alive == 1);
  pool.advance(10s);
  CHECK(pool.totals.given_up == 2);
  pool.finish_checks();
  auto next = pool.write("a", "3");
  pool.finish("3");
  CHECK(next->done());
}

// -- workers that fail --------------------------------------------------------

TEST_CASE("a worker that crashes is replaced, and its asker told", "[pool]") {
  pool_world pool{sizes(1, 1)};
  auto all = write_keys(pool, 3);
  pool.crash("0");
  CHECK(all[0]->trouble() == "the store's worker has failed");
  CHECK(pool.started == 2);
  pool.finish_all();
  CHECK(count_done(all) == 2);
}

TEST_CASE("workers without work are checked every ten seconds, and replaced "
          "when that fails",
          "[pool]") {
  pool_world pool{singly(3, 5)};
  pool.advance(9'990ms);
  CHECK(pool.pending.empty());
  pool.advance(10ms);
  CHECK(pool.finish_checks() == 3);
  CHECK(pool.started == 3);
  pool.write("a", "1");
  pool.advance(10s);
  CHECK(pool.finish_checks("it is gone") == 2);
  CHECK(pool.started == 5);
  CHECK(pool.alive == 3);
  pool.finish("1");
  pool.advance(10s);
  CHECK(pool.finish_checks() == 3);
}

TEST_CASE("a request waits for the end of a check", "[pool]") {
  pool_world pool{singly(1, 1)};
  pool.advance(10s);
  auto waits = pool.write("a", "1");
  CHECK(pool.calls().empty());
  pool.finish_checks();
  pool.finish("1");
  CHECK(waits->done());
}

// -- the end ------------------------------------------------------------------

TEST_CASE("a pool that is told to end carries out what waits, refuses the "
          "rest, and takes its workers along",
          "[pool]") {
  pool_world pool{singly(1, 1)};
  auto all = write_keys(pool, 3);
  pool.end_pool();
  CHECK(pool.write("z", "9")->trouble() == "the store is closing");
  CHECK_FALSE(pool.pool_has_ended());
  pool.finish_all();
  CHECK(count_done(all) == 3);
  CHECK(pool.pool_has_ended());
  CHECK(pool.alive == 0);
}

TEST_CASE("a pool with a stuck worker ends by the deadline", "[pool]") {
  pool_world pool{singly(1, 1)};
  auto all = write_keys(pool, 2);
  pool.end_pool();
  pool.advance(2s);
  CHECK(all[1]->trouble() == "the store did not answer in time");
  CHECK(pool.pool_has_ended());
  CHECK(pool.alive == 1);
  pool.finish("0");
  CHECK(pool.alive == 0);
}

TEST_CASE("a pool that is killed takes its workers along", "[pool]") {
  pool_world pool{singly(3, 3)};
  write_keys(pool, 2);
  pool.end_pool(caf::exit_reason::kill);
  CHECK(pool.pool_has_ended());
  CHECK(pool.alive == 2);
  pool.finish_all();
  CHECK(pool.alive == 0);
}
