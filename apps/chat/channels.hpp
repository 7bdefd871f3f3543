// The channels of troupe-chat, one a source file.
#pragma once

#include <troupe/actors/router.hpp>

namespace chat {

/// `/chat/:room_id`: a chat room, open to everybody.
///
/// A query parameter `name` (1 to 64 code points) travels with what its sender
/// does; it proves nothing.
void add_chat(troupe::router& routes);

/// `/room/:room_id`: says how many are in the room; server code broadcasts.
void add_room(troupe::router& routes);

/// `/user`: the devices of one user; needs a token. Who has `send:<user>` sends
/// to another user's.
void add_user(troupe::router& routes);

/// `/secure/:resource_id`: who has `read:<resource>` watches it, who has
/// `write:<resource>` changes it.
void add_secure(troupe::router& routes);

/// `/notifications`: what a user is to read, on all devices, kept in the store;
/// JSON or MessagePack. Who has `notify:<user>` writes to that user's.
void add_notifications(troupe::router& routes);

/// `/robust`: fails in every way that it is asked to, and goes on.
void add_robust(troupe::router& routes);

/// `/batched`: takes messages of any type in batches of 10, or 100 ms.
void add_batched(troupe::router& routes);

/// `/optimized`: reads and writes the store.
void add_optimized(troupe::router& routes);

/// All of the above.
void add_all(troupe::router& routes);

/// `/debug/echo`: returns every message unchanged, for conformance suites.
void add_echo(troupe::router& routes);

} // namespace chat
