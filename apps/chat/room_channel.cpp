#include <apps/chat/channels.hpp>
#include <apps/chat/events.hpp>

#include <troupe/actors/session.hpp>

namespace chat {

using namespace troupe;

void add_room(router& routes) {
  routes.add("/room/:room_id", accepts<>, sends<room_info>,
             [](session* self, const handshake& opening) {
               self->join("room", opening.param("room_id"));
               return caf::message_handler{[self](const joined& where) {
                 self->push(room_info{where.room, where.members});
               }};
             });
}

} // namespace chat
