// Starting a program that shares nothing with this one but two pipes.
#pragma once

#include <apps/game/engine/descriptor.hpp>

#include <troupe/protocol/problem.hpp>

#include <string>
#include <sys/types.h>

namespace troupe::chess {

/// The caller has to wait for it.
struct spawned_process {
  pid_t id = 0;      ///< Also that of its process group.
  descriptor input;  ///< A socket, so that writing needs to raise no SIGPIPE.
  descriptor output; ///< A pipe.
};

/// Thread: any. Errors: `unavailable`, with a message for the log.
result<spawned_process> spawn_process(const std::string& program);

} // namespace troupe::chess
