// The first channel, as README.md shows it: what one client says, everybody in
// the room reads.

// [first_channel]
#include <troupe/actors/system_config.hpp>
#include <troupe/net/server.hpp>
#include <troupe/net/signals.hpp>

#include <iostream>

struct line {
  std::string text;
  troupe::sequence seq; // filled in by the room
};
TROUPE_EVENT(line, "line", text, seq)

caf::message_handler talk(troupe::session* self, const troupe::handshake& who) {
  auto room = self->join("talk", who.param("room"));
  return {[room](const line& said) { room.broadcast(said); }};
}

int main() {
  troupe::prepare_signals();
  auto routes = troupe::router{};
  routes.add("/talk/:room", troupe::accepts<line>, talk);
  auto config = troupe::system_config{};
  auto system = caf::actor_system{config};
  auto server = troupe::server::start(system, routes, {}, {});
  if (!server)
    std::cerr << server.error().message << '\n';
  else
    troupe::wait_for_stop_signal([] {});
  return server ? 0 : 1;
}
// [/first_channel]
