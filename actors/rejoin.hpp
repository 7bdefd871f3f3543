// What the members of a room that moves are given.
#pragma once

#include <chrono>
#include <cstddef>

namespace troupe {

/// For the members of other nodes to come back, before who is missing counts as
/// gone: nodes do not see the end of one at the same moment.
constexpr auto rejoin_time = std::chrono::seconds{2};

/// Entries of a list of members that go in one message.
constexpr std::size_t roster_part = 256;

} // namespace troupe
