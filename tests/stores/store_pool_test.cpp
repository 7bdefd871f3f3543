#include "pool_world.hpp"

#include "places.hpp"

#include <map>
#include <set>

using namespace troupe;
using namespace tests;
using namespace std::chrono_literals;

namespace {

using ids_list = std::vector<std::vector<std::string>>;

store_pool_options sizes(std::size_t least, std::size_t most) {
  auto out = store_pool_options{};
  out.min_workers = least;
  out.max_workers = most;
  return out;
}

/// Without batches, so that each request is a call.
store_pool_options singly(std::size_t least, std::size_t most) {
  auto out = sizes(least, most);
  out.max_batch = 1;
  return out;
}

/// Writes of so many keys, an id each: "0", "1" ...
std::vector<asked_ptr> write_keys(pool_world& pool, int count) {
  auto out = std::vector<asked_ptr>{};
  for (int i = 0; i < count; ++i)
    out.push_back(pool.write("key " + std::to_string(i), std::to_string(i)));
  return out;
}

auto count_done(const std::vector<asked_ptr>& of) {
  return std::count_if(of.begin(), of.end(),
                       [](const auto& x) { return x->done(); });
}

} // namespace

// -- how many -----------------------------------------------------------------

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

// -- the line -----------------------------------------------------------------

TEST_CASE("whoever comes to a full line is answered at once", "[pool]") {
  auto options = singly(1, 1);
  options.max_waiting = 3;
  pool_world pool{options};
  auto all = write_keys(pool, 5);
  CHECK(all[3]->trouble() == "no answer yet");
  CHECK(all[4]->trouble() == "the store is busy");
  CHECK(pool.totals.refused == 1);
  pool.finish_all();
  CHECK(count_done(all) == 4);
  CHECK(pool.write("k", "9")->trouble() == "no answer yet");
}

TEST_CASE("a line of one key keeps nobody else from a free worker", "[pool]") {
  auto options = singly(2, 2);
  options.max_waiting = 3;
  pool_world pool{options};
  for (int i = 0; i < 5; ++i)
    pool.write("k", std::to_string(i));
  CHECK(pool.totals.refused == 1);
  auto other = pool.write("other", "9");
  pool.finish("9");
  CHECK(other->done());
}

TEST_CASE("one sender's writes of a key reach the store in order, under any "
          "schedule",
          "[pool]") {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    auto options = sizes(3, 4);
    options.max_batch = seed % 2 == 0 ? 1 : 5;
    pool_world pool{options, seed};
    auto dice = std::mt19937_64{seed};
    auto sent = std::vector<std::pair<std::string, std::string>>{};
    for (int i = 100; i < 140; ++i)
      sent.emplace_back("k" + std::to_string(dice() % 4), std::to_string(i));
    auto keys = std::map<std::string, std::string>{};
    for (const auto& [key, id] : sent)
      keys[id] = key;
    auto all = pool.write_in_order(sent);
    auto last = std::map<std::string, std::string>{};
    while (!pool.pending.empty()) {
      auto in_flight = std::set<std::string>{};
      for (const auto& x : pool.pending) {
        auto its_keys = std::set<std::string>{};
        for (const auto& id : x.ids)
          its_keys.insert(keys.at(id));
        for (const auto& key : its_keys)
          REQUIRE(in_flight.insert(key).second);
      }
      auto chosen = pool.pending[dice() % pool.pending.size()].ids;
      for (const auto& id : chosen) {
        auto& before = last[keys.at(id)];
        REQUIRE(before < id);
        before = id;
      }
      pool.finish(chosen.front());
    }
    REQUIRE(count_done(all) == 40);
  }
}

TEST_CASE("a write of several keys holds each of them", "[pool]") {
  pool_world pool{singly(5, 5)};
  pool.write({{put("c", "a", "1", "x"), put("c", "b", "2", "x")}});
  pool.write("b", "3");
  pool.write("d", "4");
  CHECK(pool.calls() == ids_list{{"1", "2"}, {"4"}});
  pool.finish("1");
  CHECK(pool.calls() == ids_list{{"4"}, {"3"}});
}

TEST_CASE("a read sees the writes that came before it", "[pool]") {
  pool_world pool{sizes(5, 5)};
  pool.write("k", "1");
  pool.read("k");
  pool.write("k", "2");
  CHECK(pool.calls() == ids_list{{"1"}});
  pool.finish("1");
  CHECK(pool.calls() == ids_list{{"k"}});
  pool.finish("k");
  CHECK(pool.calls() == ids_list{{"2"}});
}

// -- batches ------------------------------------------------------------------

TEST_CASE("writes that wait together are written together", "[pool]") {
  auto options = sizes(1, 1);
  options.max_batch = 3;
  pool_world pool{options};
  auto all = write_keys(pool, 3);
  all.push_back(pool.write("key 1", "again"));
  all.push_back(pool.read("key 9"));
  pool.finish("0");
  CHECK(pool.calls() == ids_list{{"1", "2", "again"}});
  CHECK(count_done(all) == 1);
  pool.finish("1");
  CHECK(count_done(all) == 4);
  CHECK(pool.calls() == ids_list{{"key 9"}});
  pool.finish_all();
  CHECK(count_done(all) == 5);
}

TEST_CASE("a write that fails fails alone, not those written with it",
          "[pool]") {
  pool_world pool{sizes(1, 1)};
  auto all = write_keys(pool, 4);
  pool.finish("0");
  CHECK(pool.calls() == ids_list{{"1", "2", "3"}});
  pool.finish("1", "one of them is too large");
  CHECK(pool.calls() == ids_list{{"1"}});
  pool.finish("1");
  pool.finish("2", "too large");
  pool.finish("3");
  CHECK(all[1]->done());
  CHECK(all[2]->trouble() == "too large");
  CHECK(all[3]->done());
  CHECK(pool.totals.done == 3);
  CHECK(pool.totals.failed == 1);
}

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

// -- the log ------------------------------------------------------------------

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
