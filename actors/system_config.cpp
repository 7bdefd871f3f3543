#include <troupe/actors/system_config.hpp>

#include <troupe/actors/interfaces.hpp>

#include <caf/atom.hpp>

namespace troupe {

system_config::system_config() {
  add_message_types<caf::id_block::troupe>();
  // Work stealing polls after every wake-up, which costs a fifth of a core at
  // 50 messages a second; "sharing" sleeps.
  set("scheduler.policy", caf::atom("sharing"));
  set("scheduler.max-threads", std::uint64_t{1});
}

} // namespace troupe
