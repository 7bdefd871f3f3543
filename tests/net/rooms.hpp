// What the channels of the tests over sockets say.
#pragma once

#include <troupe/actors/session.hpp>

#include <string>

namespace tests {

/// From a client.
struct say {
  std::string text;
};
TROUPE_EVENT(say, "say", text)

/// The same for all members.
struct said {
  std::string text;
  troupe::sequence seq;
};
TROUPE_EVENT(said, "said", text, seq)

/// For who has joined.
struct ready {};
TROUPE_EVENT(ready, "ready")

/// `/echo`, and one room at `/room`, both without a limit of the rate.
inline troupe::router
echo_and_room(troupe::slow_members slow = troupe::slow_members::disconnect) {
  using namespace troupe;
  auto out = router{};
  out.add("/echo", with(rate_limit{0, 1}), accepts<raw_text, binary>,
          [](session* self, const handshake&) {
            return caf::message_handler{
              [self](const raw_text& x) { self->push_text(x.text); }};
          });
  out.add("/room", with(rate_limit{0, 1}, slow), accepts<say>,
          [](session* self, const handshake&) {
            auto room = self->join("room", "one");
            return caf::message_handler{
              [self](const joined&) { self->push(ready{}); },
              [room](const say& x) {
                room.broadcast(said{x.text, {}});
              }};
          });
  return out;
}

} // namespace tests
