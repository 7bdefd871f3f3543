#include <apps/chat/channels.hpp>
#include <apps/chat/events.hpp>
#include <apps/chat/mute.hpp>

#include <troupe/actors/session.hpp>

#include <stdexcept>

namespace chat {

using namespace troupe;

namespace {

constexpr auto answer_patience = std::chrono::seconds{1};

void fail_as_told(session* self, const caf::actor& nobody, const fail& wish) {
  if (wish.how == "validation")
    return self->refuse(invalid_field("how", "was asked to be wrong"));
  if (wish.how == "authorization")
    return self->refuse(
      {error_code::access_denied, "Access denied: it was asked to be", {}});
  if (wish.how == "exception")
    throw std::runtime_error{"asked to throw"};
  self->ask(nobody, answer_patience, caf::get_atom_v,
            [](const std::string&) {});
}

caf::message_handler robust_channel(session* self, const handshake&) {
  auto nobody = self->home_system().spawn<mute>();
  return {
    [self, nobody](const fail& wish) { fail_as_told(self, nobody, wish); }};
}

} // namespace

void add_robust(router& routes) {
  routes.add("/robust", accepts<fail>, sends<>, robust_channel);
}

} // namespace chat
