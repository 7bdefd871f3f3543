#include <apps/chat/channels.hpp>
#include <apps/chat/events.hpp>

#include <troupe/actors/session.hpp>

namespace chat {

using namespace troupe;

namespace {

// [secure]
/// Who may read gets in, who may write is heard: the route's rules see to it.
caf::message_handler secure_channel(session* self, const handshake& opening) {
  auto resource = opening.param("resource_id");
  auto readers = self->join("secure", resource);
  return {
    [self, resource](const joined&) {
      self->push(
        secure_welcome{"Connected to " + resource, self->user_id(), {}});
    },
    [self, resource, readers](const update& change) {
      readers.broadcast(updated{resource, change.data, self->user_id(), {}, {}},
                        except{self});
    },
  };
}
// [/secure]

} // namespace

// [secure_route]
void add_secure(router& routes) {
  routes.add("/secure/:resource_id",
             with(require{"read"}, require_each{"write"}), accepts<update>,
             sends<secure_welcome, updated>, secure_channel);
}
// [/secure_route]

} // namespace chat
