#include <apps/common/store_options.hpp>

#include <troupe/stores/memory_store.hpp>
#include <troupe/stores/redis_store.hpp>
#include <troupe/stores/sqlite_store.hpp>
#include <troupe/stores/store_pool.hpp>

#include <CLI/Option.hpp>

namespace apps {

namespace {

using troupe::result;
using troupe::store;
using troupe::store_pool_options;

using spawner = std::function<troupe::store_actor(caf::actor_system&)>;

spawner pool_of(store_pool_options options, troupe::store_factory open,
                troupe::store_totals& totals) {
  return [options = std::move(options), open = std::move(open),
          &totals](caf::actor_system& system) {
    return troupe::spawn_store_pool(system, options, open, &totals);
  };
}

/// One connection: SQLite lets one write at a time.
store_pool_options one_worker(const char* name) {
  auto out = store_pool_options{};
  out.name = name;
  out.min_workers = 1;
  out.max_workers = 1;
  return out;
}

result<spawner>
sqlite(const std::string& folder, troupe::store_totals& totals) {
  auto options = troupe::sqlite_store_options{};
  options.data_dir = folder;
  if (auto tried = troupe::sqlite_store::open(options); !tried)
    return tried.error();
  return pool_of(
    one_worker("sqlite"),
    [options] { return troupe::sqlite_store::open(options); }, totals);
}

result<spawner> redis(const std::string& url, troupe::store_totals& totals) {
  auto where = troupe::parse_redis_url(url);
  if (!where)
    return where.error();
  auto options = troupe::redis_store_options{};
  options.where = std::move(*where);
  auto pool = store_pool_options{};
  pool.name = "redis";
  return pool_of(
    pool,
    [options]() -> result<std::unique_ptr<store>> {
      return std::unique_ptr<store>{
        std::make_unique<troupe::redis_store>(options)};
    },
    totals);
}

spawner memory(troupe::store_totals& totals) {
  return pool_of(
    one_worker("memory"),
    [shared = troupe::memory_store{}]() -> result<std::unique_ptr<store>> {
      return std::unique_ptr<store>{
        std::make_unique<troupe::memory_store>(shared)};
    },
    totals);
}

} // namespace

void add_store_options(CLI::App& program, store_options& out) {
  auto* folder
    = program
        .add_option("--data-dir", out.data_dir,
                    "Folder for an SQLite database; without it and --redis "
                    "records end with the program")
        ->type_name("DIR");
  program
    .add_option(
      "--redis", out.redis,
      "Keep records in Redis: redis://[user:password@]host[:port][/db]")
    ->type_name("URL")
    ->excludes(folder);
}

result<spawner>
make_store(const store_options& options, troupe::store_totals& totals) {
  if (!options.redis.empty())
    return redis(options.redis, totals);
  if (!options.data_dir.empty())
    return sqlite(options.data_dir, totals);
  return memory(totals);
}

} // namespace apps
