// One connection to a Redis server, with a bound for each wait.
#pragma once

#include <troupe/stores/redis_url.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct redisContext;
struct redisReply;

namespace troupe {

struct redis_store_options {
  redis_url where;
  /// How long a connection may take to come up, not counting the look-up of
  /// the host's name.
  std::chrono::milliseconds connect_timeout{500};
  /// How long the server may take for one call. Together with
  /// `connect_timeout` it should be below the pool's deadline.
  std::chrono::milliseconds command_timeout{1'000};
  /// At least this much lies between two attempts to connect; calls in between
  /// fail at once.
  std::chrono::milliseconds reconnect_pause{250};
};

/// A command's words: bytes, sent as they are.
using redis_command = std::vector<std::string_view>;

struct free_redis_reply {
  void operator()(redisReply* reply) const noexcept;
};

using redis_reply = std::unique_ptr<redisReply, free_redis_reply>;

/// hiredis for the connecting and the protocol; reading and writing are done
/// here, since hiredis bounds each `read` but not their sum, and raises SIGPIPE
/// when the server has gone.
///
/// Thread: one at a time. Of no use after an error.
class redis_connection {
public:
  /// Connects, authenticates, and chooses the database.
  static result<std::unique_ptr<redis_connection>>
  open(const redis_store_options& options);

  /// Sends all commands in one go.
  /// @returns a reply each. Errors: `unavailable`; also when a reply, or a part
  ///          of it, is an error.
  result<std::vector<redis_reply>>
  ask(const std::vector<redis_command>& commands);

  /// Whether the server has hung up, or said something unasked.
  bool stale() const;

private:
  using time_point = std::chrono::steady_clock::time_point;

  struct free_context {
    void operator()(redisContext* context) const noexcept;
  };

  explicit redis_connection(std::chrono::milliseconds timeout)
    : timeout_(timeout) {}

  result<void> connect(const redis_store_options& options);
  result<void> log_in(const redis_url& where);
  result<void> send(std::string_view bytes, time_point until);
  result<redis_reply> receive(time_point until);
  result<void> receive_some(time_point until);

  std::chrono::milliseconds timeout_;
  std::unique_ptr<redisContext, free_context> context_;
};

} // namespace troupe
