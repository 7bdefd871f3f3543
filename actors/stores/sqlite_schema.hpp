// How the tables of a database come to be as this program wants them.
#pragma once

#include <span>

namespace SQLite {
class Database;
}

namespace troupe {

/// SQL that leads from one version of the tables to the next. A step that was
/// released stays as it is for ever; changes are new steps at the end.
std::span<const char* const> sqlite_steps();

/// Makes the steps that the database has not seen, all or none. `user_version`
/// in its header counts the steps it has seen. Others may do the same at the
/// same time.
///
/// Errors: throws `SQLite::Exception`, and `std::runtime_error` for a database
/// that has seen more steps than there are.
void migrate(SQLite::Database& database, std::span<const char* const> steps);

} // namespace troupe
