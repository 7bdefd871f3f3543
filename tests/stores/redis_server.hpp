// A Redis server of the test's own.
#pragma once

#include "temp_folder.hpp"

#include <troupe/stores/redis_url.hpp>

#include <cstdint>
#include <string>
#include <sys/types.h>

namespace tests {

/// A real redis-server on a free loopback port, its files in a folder of its
/// own; ends with this object, or with the test program however that ends.
class redis_server {
public:
  /// Whether the program is installed.
  static bool available();

  /// @param password asked of clients; empty: none.
  explicit redis_server(std::string password = {});
  ~redis_server();

  redis_server(const redis_server&) = delete;
  redis_server& operator=(const redis_server&) = delete;

  troupe::redis_url where() const;

  /// Stops it as it stands: connections stay, nobody answers.
  void pause();
  void resume();

  /// Ends it at once, as `kill -9`.
  void kill();

  /// Starts it again after `kill`: same port, same files.
  void start();

private:
  bool try_start();

  temp_folder folder_;
  std::string password_;
  std::uint16_t port_ = 0;
  pid_t pid_ = 0;
};

} // namespace tests

/// Ends the test, and says so, where there is no Redis.
#define NEEDS_REDIS()                                                          \
  if (!tests::redis_server::available()) {                                     \
    WARN("skipped: there is no redis-server here");                            \
    return;                                                                    \
  }
