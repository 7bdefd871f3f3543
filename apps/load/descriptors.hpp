// How many sockets this process may have.
#pragma once

#include <cstddef>

namespace load {

/// Raises the process's limit to what it may have.
/// Errors: throws std::runtime_error when that is not enough for so many
/// sockets, with some descriptors for other things.
void need_descriptors(std::size_t sockets);

} // namespace load
