// What every scenario needs.
#pragma once

#include <apps/load/dialect.hpp>
#include <apps/load/endpoint.hpp>
#include <apps/load/event_loop.hpp>
#include <apps/load/progress.hpp>

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <sys/types.h>
#include <vector>

namespace load {

/// The server and the means to load it.
struct stage {
  std::vector<endpoint> servers; ///< Not empty: the nodes of one cluster.
  std::unique_ptr<dialect> speech;
  pid_t server_process = 0;             ///< 0: unknown.
  std::chrono::milliseconds patience{}; ///< For what should come by itself.
  event_loop loop{};
  progress display{};
  /// Told apart from earlier runs by this: their rooms and their messages.
  std::uint32_t run = std::random_device{}();

  /// Where a connection goes: neighbours go to different nodes.
  const endpoint& server_of(std::uint32_t connection) const {
    return servers[connection % servers.size()];
  }

  std::string room_name(std::uint32_t number) const {
    return "load-" + std::to_string(run) + '-' + std::to_string(number);
  }
};

} // namespace load
