// troupe-chat: chat rooms over WebSockets.
#include <apps/chat/channels.hpp>
#include <apps/common/command_line.hpp>

#include <troupe/actors/inbox.hpp>
#include <troupe/net/signals.hpp>

namespace {

// [inboxes]
/// Rooms of this kind are inboxes.
void keep_notifications(troupe::node_options& out) {
  out.room_kinds[troupe::inbox::kind].make = troupe::spawn_room<troupe::inbox>;
}
// [/inboxes]

} // namespace

int main(int argc, char** argv) {
  troupe::prepare_signals();

  auto options = apps::common_options{};
  auto debug_routes = false;
  CLI::App program{"Chat rooms over WebSockets", "troupe-chat"};
  apps::add_common_options(program, options);
  program.add_flag("--debug-routes", debug_routes,
                   "Adds /debug/echo, for conformance suites");
  if (auto status = apps::parse(program, argc, argv))
    return *status;

  keep_notifications(options.actors);
  auto routes = troupe::router{};
  chat::add_all(routes);
  if (debug_routes)
    chat::add_echo(routes);
  return apps::serve(program, std::move(options), std::move(routes));
}
