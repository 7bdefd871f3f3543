#include <apps/chat/channels.hpp>

#include <troupe/actors/session.hpp>

namespace chat {

using namespace troupe;

void add_echo(router& routes) {
  // Conformance suites send as fast as they can: no rate limit here.
  routes.add("/debug/echo", with(rate_limit{0, 1}), accepts<raw_text, binary>,
             sends<raw_text, binary>, [](session* self, const handshake&) {
               return caf::message_handler{
                 [self](const raw_text& x) { self->push_text(x.text); },
                 [self](const binary& x) { self->push_binary(x.bytes); },
               };
             });
}

} // namespace chat
