#include <apps/chat/channels.hpp>

namespace chat {

void add_all(troupe::router& routes) {
  add_chat(routes);
  add_room(routes);
  add_user(routes);
  add_notifications(routes);
  add_secure(routes);
  add_robust(routes);
  add_batched(routes);
  add_optimized(routes);
}

} // namespace chat
