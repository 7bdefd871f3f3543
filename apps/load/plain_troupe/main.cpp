// troupe-plain: the room server of the other peers in Troupe, so that what is
// compared is the runtime and not what a chat says.
#include <apps/common/command_line.hpp>

#include <troupe/actors/session.hpp>
#include <troupe/net/signals.hpp>

namespace {

using namespace troupe;

caf::message_handler room_channel(session* self, const handshake& opening) {
  auto room = self->join("room", opening.param("name"));
  return {[room](const raw_text& x) { room.broadcast(x); }};
}

caf::message_handler echo_channel(session* self, const handshake&) {
  return {[self](const raw_text& x) { self->push_text(x.text); }};
}

} // namespace

int main(int argc, char** argv) {
  prepare_signals();
  auto options = apps::common_options{};
  CLI::App program{"Texts to all who are in a room", "troupe-plain"};
  apps::add_common_options(program, options);
  if (auto status = apps::parse(program, argc, argv))
    return *status;

  auto routes = router{};
  routes.add("/room/:name", accepts<raw_text>, sends<raw_text>, room_channel);
  routes.add("/echo", accepts<raw_text>, sends<raw_text>, echo_channel);
  return apps::serve(program, std::move(options), std::move(routes));
}
