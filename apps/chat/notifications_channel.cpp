#include <apps/chat/channels.hpp>
#include <apps/chat/events.hpp>

#include <troupe/actors/inbox.hpp>
#include <troupe/actors/inbox_events.hpp>
#include <troupe/actors/session.hpp>

namespace chat {

using namespace troupe;

namespace {

void send_notification(session* self, const notify& wish) {
  if (!self->may("notify", wish.user_id))
    return self->refuse({error_code::access_denied,
                         "Access denied: notify:" + wish.user_id + " is needed",
                         {}});
  self->command(
    {inbox::kind, wish.user_id}, "notify", to_text({{"message", wish.message}}),
    [self](const room_answer& done) {
      self->push(success_event{{json::parse(done.data, nullptr, false)}, {}});
    });
}

// [devices]
/// A device of a user; the inbox sends it what is unread, and what comes.
caf::message_handler notifications_channel(session* self, const handshake&) {
  self->join(inbox::kind, self->user_id());
  return {
    [self](const mark_read& wish) {
      self->command(
        {inbox::kind, self->user_id()}, "mark_read", to_text({{"id", wish.id}}),
        [self](const room_answer&) { self->push(success_event{}); });
    },
    [self](const notify& wish) { send_notification(self, wish); },
  };
}
// [/devices]

} // namespace

// [notifications_route]
void add_notifications(router& routes) {
  routes.add(
    "/notifications", with(require_token{}),
    accepts<mark_read, notify, message_pack>,
    sends<notifications_event, notification_event, notification_read_event>,
    notifications_channel);
}
// [/notifications_route]

} // namespace chat
