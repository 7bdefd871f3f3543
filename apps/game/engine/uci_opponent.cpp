#include <apps/game/engine/uci_opponent.hpp>

#include <apps/game/engine/uci_opponent_state.hpp>

#include <caf/stateful_actor.hpp>

#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <unistd.h>
#include <utility>

namespace troupe::chess {

namespace {

class uci_opponent final
  : public caf::stateful_actor<uci_opponent_state, uci_opponent_actor::base> {
public:
  uci_opponent(caf::actor_config& config, uci_opponent_options options,
               std::shared_ptr<stop_signal> stop)
    : stateful_actor(config) {
    state.start(std::move(options), std::move(stop));
  }

  behavior_type make_behavior() override {
    set_exit_handler([this](const caf::exit_msg&) { state.close(); });
    return {
      [this](turn_request& x) { return state.take(std::move(x)); },
      [this](caf::timeout_atom) { state.expire(); },
      [this](caf::tick_atom) { state.let_go_idle(); },
    };
  }
};

bool may_run(const std::string& path) {
  auto ignored = std::error_code{};
  return std::filesystem::is_regular_file(path, ignored)
         && ::access(path.c_str(), X_OK) == 0;
}

} // namespace

std::chrono::milliseconds
uci_opponent_options::answers_within() const noexcept {
  // Perhaps one that does not get ready any more, and is replaced.
  auto start = 2 * engine.handshake_timeout;
  return max_wait + start + engine.most_think_time + engine.reply_slack;
}

opponent_actor
spawn_uci_opponent(caf::actor_system& system, uci_opponent_options options) {
  return system.spawn<uci_opponent>(std::move(options),
                                    std::make_shared<stop_signal>());
}

std::optional<std::string> find_engine(const std::string& name) {
  if (name.find('/') != std::string::npos)
    return may_run(name) ? std::optional{name} : std::nullopt;
  const auto* path = std::getenv("PATH");
  auto folders
    = std::istringstream{std::string{path ? path : ""} + ":/usr/games"};
  for (auto folder = std::string{}; std::getline(folders, folder, ':');)
    if (auto whole = folder + '/' + name; !folder.empty() && may_run(whole))
      return whole;
  return std::nullopt;
}

} // namespace troupe::chess
