// The channel of this project: what its server serves and its test tests.
#pragma once

#include <troupe/actors/router.hpp>
#include <troupe/actors/session.hpp>

#include <string>

struct shout {
  std::string text;
  troupe::sequence seq; // filled in by the room
};
TROUPE_EVENT(shout, "shout", text, seq)

inline troupe::router routes() {
  auto out = troupe::router{};
  out.add("/yard", troupe::accepts<shout>,
          [](troupe::session* self, const troupe::handshake&) {
            auto yard = self->join("yard", "north");
            return caf::message_handler{
              [yard](const shout& what) { yard.broadcast(what); }};
          });
  return out;
}
