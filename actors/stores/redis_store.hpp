// Records in a Redis server, which other processes may share.
#pragma once

#include <troupe/actors/store.hpp>
#include <troupe/stores/redis_connection.hpp>

#include <chrono>
#include <memory>
#include <optional>

namespace troupe {

/// Redis, or what speaks its protocol and has MULTI and EVAL: one server, with
/// replicas or without, but no cluster.
///
/// Each key has a hash `troupe:<collection>:<key>:values` (id to value) and a
/// sorted set `troupe:<collection>:<key>:order` (its ids, all with score 0, so
/// that they are in byte order). `%` and `:` in names are written `%25` and
/// `%3A`: no two keys share a name, whatever users put into them.
///
/// A write is one MULTI/EXEC, a read one script: both see and make all or
/// nothing. What was acknowledged survives this process; whether it survives
/// the server is in the server's configuration (`appendonly`, `appendfsync`).
///
/// After any error the connection is dropped, and the next call connects
/// again. A write that failed with "no answer in time" may have been made, or
/// may still be.
class redis_store final : public store {
public:
  /// Does not connect yet.
  explicit redis_store(redis_store_options options);

  result<void> write(const std::vector<store_change>& changes) override;

  result<std::vector<record>> read(const store_query& query) override;

  result<void> check() override;

private:
  using time_point = std::chrono::steady_clock::time_point;

  result<std::vector<redis_reply>>
  ask(const std::vector<redis_command>& commands);
  result<void> connect();

  redis_store_options options_;
  std::unique_ptr<redis_connection> connection_;
  std::optional<time_point> last_attempt_;
};

} // namespace troupe
