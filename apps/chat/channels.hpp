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

/// `/debug/echo`: returns every message unchanged, for conformance suites.
void add_echo(troupe::router& routes);

} // namespace chat
