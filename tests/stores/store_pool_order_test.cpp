// What runs when, and what runs together.
#include "pool_world.hpp"

#include "places.hpp"

#include <map>
#include <random>
#include <set>

using namespace troupe;
using namespace tests;
using namespace std::chrono_literals;

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
