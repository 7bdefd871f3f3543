// Finds out whether somebody listens.
#pragma once

#include <troupe/actors/cluster/messages.hpp>

#include <caf/actor_system.hpp>

#include <chrono>

namespace troupe {

/// Spawns a PROBER with a thread of its own, which tries to connect.
/// @param patience for the other side to take the connection.
prober_actor
spawn_prober(caf::actor_system& system, std::chrono::milliseconds patience);

} // namespace troupe
