// One session in one room, as the session's side sees it.
#pragma once

#include <troupe/actors/interfaces.hpp>

#include <chrono>
#include <cstddef>
#include <vector>

namespace troupe {

class session;

/// Where a session stands with a room. Owned by the session; while it is
/// `admitted` the session's relay has a pointer to it.
/// Thread: the session's own.
struct membership {
  enum class stage {
    joining,  ///< Asked, not answered yet; what is published waits.
    admitted, ///< The relay delivers.
    leaving,  ///< Left before the answer came: leaves when it does.
  };

  session* owner = nullptr;
  join_request request; ///< To ask again, should the room be lost.
  stage where = stage::joining;
  std::uint64_t epoch = 0;
  room_actor room;
  std::size_t slot = 0; ///< Its place in the relay's list.
  std::vector<publish_request> waiting;
  std::size_t waiting_bytes = 0;
};

} // namespace troupe
