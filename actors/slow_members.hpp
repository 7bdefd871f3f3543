// What becomes of members of rooms that read too slowly.
#pragma once

#include <cstdint>

namespace troupe {

/// A rule of a route, for `with`: what is done when more waits for a client
/// than `limits::queue_bytes`. Answers and what is pushed are never left out: a
/// client that they alone take over the limit is closed with 1013.
enum class slow_members : std::uint8_t {
  disconnect,  ///< Closed with 1013.
  drop_oldest, ///< The oldest events of rooms are left out, and it is told.
  latest_only, ///< Of events with one key (see `conflate`) only the newest
               ///< waits; past the limit it is closed with 1013.
};

} // namespace troupe
