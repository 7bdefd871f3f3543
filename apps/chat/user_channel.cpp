#include <apps/chat/channels.hpp>
#include <apps/chat/events.hpp>

#include <troupe/actors/session.hpp>

namespace chat {

using namespace troupe;

namespace {

constexpr auto kind = "user";

maybe<std::string> name_of(const session* self) {
  const auto& name = self->who()->name;
  return name.empty() ? maybe<std::string>{} : maybe<std::string>{name};
}

// [deliver]
void deliver(session* self, const send_to_user& wish) {
  if (!self->may("send", wish.user_id))
    return self->refuse({error_code::access_denied,
                         "Access denied: send:" + wish.user_id + " is needed",
                         {}});
  self->post({kind, wish.user_id},
             direct_message{self->user_id(), wish.data, {}},
             [self](const post_receipt& sent) {
               self->push(success_event{{{{"delivered", sent.members}}}, {}});
             });
}
// [/deliver]

/// A device of a user; the user's actor is the room of all of them.
caf::message_handler user_channel(session* self, const handshake&) {
  self->join(kind, self->user_id());
  return {
    [self](const joined& where) {
      self->push(user_data{self->user_id(), name_of(self), where.members});
    },
    [self](const send_to_user& wish) { deliver(self, wish); },
  };
}

} // namespace

void add_user(router& routes) {
  routes.add("/user", with(require_token{}), accepts<send_to_user>,
             sends<user_data, direct_message>, user_channel);
}

} // namespace chat
