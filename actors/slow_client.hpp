// What becomes of a client that reads more slowly than it is sent to.
#pragma once

#include <troupe/actors/channel.hpp>
#include <troupe/actors/counters.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace troupe {

/// Counts and logs that a client's queue has passed its limit.
/// @param connection its id.
/// @param queued what waits for it. Unit: bytes.
/// @returns what its connection, and then its session, ends with.
closed give_up_slow_client(counters& totals, std::uint64_t connection,
                           std::string_view address, std::size_t queued);

} // namespace troupe
