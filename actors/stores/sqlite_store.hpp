// Records in a file of this machine.
#pragma once

#include <troupe/actors/store.hpp>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <type_traits>

namespace troupe {

struct sqlite_store_options {
  /// The folder of the database, made if there is none; the file is
  /// `troupe.db`.
  std::filesystem::path data_dir;
  /// How long a call waits for somebody else's lock. Should be below the
  /// pool's deadline, so that who waits hears the reason. Zero: not at all.
  std::chrono::milliseconds busy_timeout{1'000};
  /// Size of the database file; a write that needs more gets `unavailable`.
  /// Zero: as much as the disk holds.
  std::uint64_t max_bytes = 0;
};

/// SQLite, one connection a store. SQLite lets one connection write at a time,
/// so one store in a pool that hands it many writes at once is the fastest.
///
/// What was acknowledged survives a crash of the process and a loss of power:
/// each write is one transaction in a write-ahead log, which is on the disk
/// (`synchronous=FULL`) before the call returns.
///
/// After any error the connection is closed and the next call opens it anew,
/// so a store recovers by itself once the cause is gone.
class sqlite_store final : public store {
public:
  /// Errors: `unavailable`; also for a database of a newer program.
  static result<std::unique_ptr<store>> open(sqlite_store_options options);

  explicit sqlite_store(sqlite_store_options options);
  ~sqlite_store() override;

  result<void> write(const std::vector<store_change>& changes) override;

  result<std::vector<record>> read(const store_query& query) override;

  /// Also notices that the file was moved or deleted under the connection,
  /// where writes would go on into the void.
  result<void> check() override;

private:
  struct connection;

  /// Errors: whatever `use` throws, as `unavailable`.
  template <class F>
  result<std::invoke_result_t<F&, connection&>> with_connection(F use);

  sqlite_store_options options_;
  std::unique_ptr<connection> connection_; ///< None: opened by the next call.
};

} // namespace troupe
