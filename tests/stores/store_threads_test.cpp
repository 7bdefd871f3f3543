// Pools with real threads, before real stores.
#include "places.hpp"

#include <troupe/actors/system_config.hpp>
#include <troupe/stores/store_pool.hpp>

#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>

#include <algorithm>
#include <atomic>
#include <stdexcept>
#include <thread>

using namespace troupe;
using namespace tests;
using namespace std::chrono_literals;

namespace {

using strings = std::vector<std::string>;

/// An actor system with threads, and one pool.
class pool_of {
public:
  pool_of(store_factory open, store_pool_options options)
    : pool(
      spawn_store_pool(system, std::move(options), std::move(open), &totals)) {}

  ~pool_of() {
    caf::anon_send_exit(pool, caf::exit_reason::user_shutdown);
  }

  store_reply ask(const store_write& what) {
    return ask_any(what);
  }

  store_reply ask(const store_query& what) {
    return ask_any(what);
  }

  store_totals totals;
  system_config config;
  caf::actor_system system{config};
  store_actor pool;

private:
  template <class Message>
  store_reply ask_any(const Message& what) {
    caf::scoped_actor self{system};
    auto out = store_reply{};
    self->request(pool, 2 * patience, what)
      .receive([&](store_reply& x) { out = std::move(x); },
               [&](const caf::error& x) {
                 out.trouble = "no reply: " + system.render(x);
               });
    return out;
  }
};

store_pool_options sizes(std::size_t least, std::size_t most) {
  auto out = store_pool_options{};
  out.min_workers = least;
  out.max_workers = most;
  out.deadline = patience;
  return out;
}

strings ids_of(const store_reply& reply) {
  if (!reply.trouble.empty())
    return {reply.trouble};
  auto out = strings{};
  for (const auto& x : reply.records)
    out.push_back(x.id);
  return out;
}

/// Many threads write, each to a key of its own, and to one that all share.
template <class Place>
void crowd(Place& place, store_pool_options options) {
  auto troubles = strings(6);
  {
    pool_of world{[&] { return place.try_open(); }, options};
    {
      auto threads = std::vector<std::jthread>{};
      for (std::size_t i = 0; i < troubles.size(); ++i)
        threads.emplace_back([&, i] {
          auto own = std::to_string(i);
          for (int n = 100; n < 150; ++n) {
            auto id = std::to_string(n);
            auto reply = world.ask(store_write{
              {put("c", own, id, "x"), put("c", "all", own + id, "x")}});
            if (!reply.trouble.empty())
              troubles[i] = reply.trouble;
          }
        });
    }
    CHECK(troubles == strings(6));
    CHECK(world.totals.done == 300);
  }
  auto store = place.open();
  CHECK(ids(store->read({"c", "all", "", 1'000})).size() == 300);
  CHECK(ids(store->read({"c", "5", "", 1'000})).size() == 50);
}

} // namespace

TEST_CASE("one worker in front of SQLite serves a crowd", "[threads]") {
  sqlite_place place;
  crowd(place, sizes(1, 1));
}

TEST_CASE("many workers in front of SQLite serve a crowd", "[threads]") {
  sqlite_place place;
  crowd(place, sizes(3, 6));
}

TEST_CASE("many workers in front of Redis serve a crowd", "[threads]") {
  NEEDS_REDIS();
  redis_place place;
  crowd(place, sizes(5, 20));
}

TEST_CASE("many workers in front of one memory serve a crowd", "[threads]") {
  memory_place place;
  crowd(place, sizes(5, 20));
}

TEST_CASE("a silent Redis is trouble by the deadline, and later none",
          "[threads]") {
  NEEDS_REDIS();
  redis_place place;
  auto options = sizes(2, 4);
  options.deadline = 300ms;
  pool_of world{[&] { return place.try_open(); }, options};
  REQUIRE(place.open()->write({put("c", "k", "1", "x")}));
  auto query = store_query{"c", "k", "", 10};
  place.server.pause();
  CHECK(world.ask(query).trouble == "the store did not answer in time");
  CHECK(world.ask(store_write{{put("c", "k", "2", "x")}}).trouble
        == "the store did not answer in time");
  place.server.resume();
  auto reply = world.ask(query);
  for (int i = 0; i < 100 && !reply.trouble.empty(); ++i)
    reply = world.ask(query);
  CHECK(ids_of(reply).front() == "1");
}

TEST_CASE("a store that cannot be opened is trouble until it can",
          "[threads]") {
  auto memory = memory_store{};
  std::atomic<bool> broken{true};
  pool_of world{[&]() -> result<store_ptr> {
                  if (broken)
                    return problem{error_code::unavailable, "not yet", {}};
                  return store_ptr{std::make_unique<memory_store>(memory)};
                },
                sizes(1, 1)};
  CHECK(world.ask(store_write{{put("c", "k", "1", "x")}}).trouble == "not yet");
  CHECK(world.ask(store_query{"c", "k", "", 10}).trouble == "not yet");
  broken = false;
  CHECK(world.ask(store_write{{put("c", "k", "1", "x")}}).trouble.empty());
  CHECK(ids_of(world.ask(store_query{"c", "k", "", 10})) == strings{"1"});
}

TEST_CASE("a store that throws costs its worker, not the pool", "[threads]") {
  std::atomic<int> opened{0};
  pool_of world{[&]() -> result<store_ptr> {
                  if (++opened == 1)
                    throw std::runtime_error{"a bug"};
                  return store_ptr{std::make_unique<memory_store>()};
                },
                sizes(1, 1)};
  CHECK(world.ask(store_write{{put("c", "k", "1", "x")}}).trouble
        == "the store's worker has failed");
  CHECK(world.ask(store_write{{put("c", "k", "1", "x")}}).trouble.empty());
}

TEST_CASE("what a pool has taken it carries out before it ends", "[threads]") {
  sqlite_place place;
  auto threads = std::vector<std::jthread>{};
  auto troubles = strings(20);
  {
    pool_of world{[&] { return place.try_open(); }, sizes(1, 1)};
    auto taken = std::atomic<int>{0};
    for (std::size_t i = 0; i < troubles.size(); ++i)
      threads.emplace_back([&, i] {
        caf::scoped_actor self{world.system};
        auto pending = self->request(
          world.pool, 2 * patience,
          store_write{{put("c", "k", std::to_string(100 + i), "x")}});
        ++taken;
        pending.receive([&](store_reply& x) { troubles[i] = x.trouble; },
                        [&](const caf::error&) { troubles[i] = "no reply"; });
      });
    while (taken < 20)
      std::this_thread::yield();
    caf::anon_send_exit(world.pool, caf::exit_reason::user_shutdown);
    threads.clear();
  }
  auto done = std::count(troubles.begin(), troubles.end(), "");
  CHECK(ids(place.open()->read({"c", "k", "", 100})).size()
        == static_cast<std::size_t>(done));
  CHECK(std::count(troubles.begin(), troubles.end(), "the store is closing")
        == 20 - done);
}
