// CAF's middleman over TLS.
#pragma once

#include <troupe/actors/cluster/options.hpp>

#include <caf/actor_system.hpp>
#include <caf/io/middleman_actor.hpp>

namespace troupe {

/// Spawns what connects and listens in place of CAF's own middleman actor.
/// Owner: the caller, who ends it.
/// @pre the system has a middleman, and `check_certificates` has nothing
///      against the options.
caf::io::middleman_actor
spawn_tls_middleman(caf::actor_system& system, const cluster_options& options);

} // namespace troupe
