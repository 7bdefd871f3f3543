#include <troupe/stores/sqlite_store.hpp>

#include <troupe/stores/sqlite_schema.hpp>
#include <troupe/stores/unavailable.hpp>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <sqlite3.h>

#include <algorithm>
#include <mutex>
#include <stdexcept>
#include <string>

namespace troupe {

namespace {

constexpr auto file_name = "troupe.db";

/// SQLite's own bound for one value, as it is built everywhere.
constexpr std::size_t max_value_bytes = 1'000'000'000;

/// @pre the string stays until the statement was run.
void bind(SQLite::Statement& to, int place, const std::string& bytes) {
  if (bytes.size() > max_value_bytes)
    throw std::runtime_error{"a record is larger than a database takes"};
  to.bindNoCopy(place, bytes.data(), static_cast<int>(bytes.size()));
}

void bind_key(SQLite::Statement& to, const std::string& collection,
              const std::string& key) {
  bind(to, 1, collection);
  bind(to, 2, key);
}

/// Held while a store is opened: two connections that turn the same new file
/// into one with a write-ahead log would wait for each other.
std::mutex opening;

SQLite::Database open_database(const sqlite_store_options& options) {
  auto guard = std::lock_guard{opening};
  std::filesystem::create_directories(options.data_dir);
  auto database = SQLite::Database{
    options.data_dir / file_name,
    SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX,
    static_cast<int>(options.busy_timeout.count())};
  database.exec("PRAGMA journal_mode = WAL");
  database.exec("PRAGMA synchronous = FULL");
  if (options.max_bytes > 0) {
    auto page = database.execAndGet("PRAGMA page_size").getInt64();
    auto pages = static_cast<std::int64_t>(options.max_bytes) / page;
    database.exec("PRAGMA max_page_count = "
                  + std::to_string(std::max<std::int64_t>(pages, 1)));
  }
  migrate(database, sqlite_steps());
  return database;
}

} // namespace

struct sqlite_store::connection {
  explicit connection(const sqlite_store_options& options)
    : database(open_database(options)) {}

  SQLite::Database database;
  SQLite::Statement put{
    database, "INSERT OR REPLACE INTO records (collection, key, id, value)"
              " VALUES (?1, ?2, ?3, ?4)"};
  SQLite::Statement erase{
    database,
    "DELETE FROM records WHERE collection = ?1 AND key = ?2 AND id = ?3"};
  SQLite::Statement select{database,
                           "SELECT id, value FROM records"
                           " WHERE collection = ?1 AND key = ?2 AND id > ?3"
                           " ORDER BY id LIMIT ?4"};
  SQLite::Statement version{database, "PRAGMA user_version"};

  void make_change(const store_change& change) {
    auto& statement = change.erase ? erase : put;
    bind_key(statement, change.what.collection, change.what.key);
    bind(statement, 3, change.what.id);
    if (!change.erase)
      bind(statement, 4, change.what.value);
    statement.exec();
    statement.reset();
  }

  bool has_moved() {
    int moved = 0;
    ::sqlite3_file_control(database.getHandle(), "main", SQLITE_FCNTL_HAS_MOVED,
                           &moved);
    return moved != 0;
  }
};

template <class F>
result<std::invoke_result_t<F&, sqlite_store::connection&>>
sqlite_store::with_connection(F use) {
  try {
    if (!connection_)
      connection_ = std::make_unique<connection>(options_);
    if constexpr (std::is_void_v<std::invoke_result_t<F&, connection&>>) {
      use(*connection_);
      return {};
    } else {
      return use(*connection_);
    }
  } catch (const std::exception& error) {
    connection_.reset();
    return unavailable(std::string{"sqlite: "} + error.what());
  }
}

result<std::unique_ptr<store>>
sqlite_store::open(sqlite_store_options options) {
  auto made = std::make_unique<sqlite_store>(std::move(options));
  if (auto answers = made->check(); !answers)
    return answers.error();
  return std::unique_ptr<store>{std::move(made)};
}

sqlite_store::sqlite_store(sqlite_store_options options)
  : options_(std::move(options)) {}

sqlite_store::~sqlite_store() = default;

result<void> sqlite_store::write(const std::vector<store_change>& changes) {
  return with_connection([&](connection& to) {
    // Immediate: a lock that is asked for later is not waited for.
    SQLite::Transaction all{to.database,
                            SQLite::TransactionBehavior::IMMEDIATE};
    for (const auto& change : changes)
      to.make_change(change);
    all.commit();
  });
}

result<std::vector<record>> sqlite_store::read(const store_query& query) {
  return with_connection([&](connection& from) {
    auto out = std::vector<record>{};
    auto& select = from.select;
    bind_key(select, query.collection, query.key);
    if (query.after.empty())
      select.bind(3, 0); // In SQLite any blob is greater than any number.
    else
      bind(select, 3, query.after);
    select.bind(4, query.limit);
    while (select.executeStep())
      out.push_back({query.collection, query.key,
                     select.getColumn(0).getString(),
                     select.getColumn(1).getString()});
    select.reset();
    return out;
  });
}

result<void> sqlite_store::check() {
  return with_connection([](connection& to) {
    to.version.executeStep();
    to.version.reset();
    if (to.has_moved())
      throw std::runtime_error{"the database file was moved or deleted"};
  });
}

} // namespace troupe
