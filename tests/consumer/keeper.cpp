// A program that keeps records, in a project that only has an installed Troupe:
// it writes one through a pool, and reads it.
#include <troupe/actors/system_config.hpp>
#include <troupe/stores/redis_url.hpp>
#include <troupe/stores/sqlite_store.hpp>
#include <troupe/stores/store_pool.hpp>

#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>

#include <chrono>
#include <cstdio>

int main(int, char** argv) {
  if (!troupe::parse_redis_url("redis://127.0.0.1:6379"))
    return 1;
  auto totals = troupe::store_totals{};
  auto config = troupe::system_config{};
  auto system = caf::actor_system{config};
  auto options = troupe::store_pool_options{};
  options.min_workers = options.max_workers = 1;
  auto open = [folder = argv[1]] {
    auto where = troupe::sqlite_store_options{};
    where.data_dir = folder;
    return troupe::sqlite_store::open(where);
  };
  auto store = troupe::spawn_store_pool(system, options, open, &totals);
  auto fail = [](const caf::error&) { std::puts("no reply"); };
  auto found = std::size_t{0};
  caf::scoped_actor self{system};
  auto change = troupe::store_change{{"notes", "ann", "1", "buy milk"}, false};
  self->request(store, std::chrono::seconds{10}, troupe::store_write{{change}})
    .receive([](const troupe::store_reply& x) { std::puts(x.trouble.c_str()); },
             fail);
  self
    ->request(store, std::chrono::seconds{10},
              troupe::store_query{"notes", "ann", "", 10})
    .receive([&](const troupe::store_reply& x) { found = x.records.size(); },
             fail);
  caf::anon_send_exit(store, caf::exit_reason::user_shutdown);
  return found == 1 ? 0 : 1;
}
