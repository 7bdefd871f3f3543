// One read or write of a socket that never waits.
#pragma once

#include <span>
#include <string_view>

namespace troupe {

/// recv(2).
/// @returns how many bytes came, 0 at the end, or minus an errno.
int receive_now(int fd, std::span<char> room);

/// send(2), without SIGPIPE.
/// @returns how many bytes the kernel took, or minus an errno.
int send_now(int fd, std::string_view bytes);

} // namespace troupe
