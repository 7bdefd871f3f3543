// The one kind of problem that stores have.
#pragma once

#include <troupe/protocol/problem.hpp>

#include <string>
#include <utility>

namespace troupe {

/// @param why for the log: no passwords, no values.
inline problem unavailable(std::string why) {
  return {error_code::unavailable, std::move(why), {}};
}

} // namespace troupe
