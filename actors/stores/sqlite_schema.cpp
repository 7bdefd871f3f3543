#include <troupe/stores/sqlite_schema.hpp>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Transaction.h>

#include <cstddef>
#include <stdexcept>
#include <string>

namespace troupe {

namespace {

// Blobs, since they are compared byte by byte and may hold zeros. Without a
// row id the records of a key lie side by side, in the order they are read in.
constexpr const char* steps_of_records[] = {
  "CREATE TABLE records ("
  "  collection BLOB NOT NULL,"
  "  key BLOB NOT NULL,"
  "  id BLOB NOT NULL,"
  "  value BLOB NOT NULL,"
  "  PRIMARY KEY (collection, key, id)"
  ") STRICT, WITHOUT ROWID",
};

std::size_t steps_seen(SQLite::Database& database) {
  auto version = database.execAndGet("PRAGMA user_version").getInt();
  return version < 0 ? 0 : static_cast<std::size_t>(version);
}

void refuse_newer(std::size_t seen, std::size_t known) {
  if (seen > known)
    throw std::runtime_error{"the database has version " + std::to_string(seen)
                             + ", this program knows versions up to "
                             + std::to_string(known)
                             + ": a newer program has written it"};
}

} // namespace

std::span<const char* const> sqlite_steps() {
  return steps_of_records;
}

void migrate(SQLite::Database& database, std::span<const char* const> steps) {
  auto seen = steps_seen(database);
  refuse_newer(seen, steps.size());
  if (seen == steps.size())
    return;
  SQLite::Transaction all{database, SQLite::TransactionBehavior::IMMEDIATE};
  seen = steps_seen(database); // Others may have made some meanwhile.
  refuse_newer(seen, steps.size());
  for (; seen < steps.size(); ++seen)
    database.exec(steps[seen]);
  database.exec("PRAGMA user_version = " + std::to_string(seen));
  all.commit();
}

} // namespace troupe
