// CAF's configuration as Troupe needs it.
#pragma once

#include <caf/actor_system_config.hpp>

namespace troupe {

/// Messages registered, no log files, and a scheduler that does not poll:
/// rooms and sessions live on loops, the scheduler serves the rest.
class system_config : public caf::actor_system_config {
public:
  system_config();
};

} // namespace troupe
