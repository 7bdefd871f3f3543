#include <apps/chat/channels.hpp>
#include <apps/chat/events.hpp>

#include <troupe/actors/batch.hpp>

namespace chat {

using namespace troupe;

namespace {

// [batched]
caf::message_handler batched_channel(session* self, const handshake&) {
  using namespace std::chrono_literals;
  return in_batches<any_event>(
    self, {10, 100ms},
    [self](const std::vector<any_event>& items, batch_end why) {
      self->push(batch_processed{items.size(),
                                 why == batch_end::full ? "full" : "timeout"});
    });
}
// [/batched]

} // namespace

// [batched_route]
void add_batched(router& routes) {
  routes.add("/batched", accepts<any_event>, sends<batch_processed>,
             batched_channel);
}
// [/batched_route]

} // namespace chat
