// Which games there are.
#pragma once

#include <troupe/actors/node.hpp>
#include <troupe/actors/room.hpp>
#include <troupe/actors/waiting_commands.hpp>
#include <troupe/game/game_options.hpp>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace troupe {

/// Makes games, and lists them. A room without members, of which there is one.
/// When it starts it has the games go on that the STORE holds and that are not
/// over.
///
/// Commands: `create {"rules","time_ms","increment_ms"}` answers the game as
/// the list shows it, `list {"limit"}` answers `{"games":[…]}`, the newest
/// first. Games themselves send `update` and `forget`.
class lobby final : public room {
public:
  static constexpr auto kind = "lobby";

  /// The only one.
  static room_key address() {
    return {kind, "games"};
  }

  lobby(caf::actor_config& config, loop_host* host, room_setup setup,
        std::shared_ptr<const game_options> options);

  /// How a game stands in the list that the STORE holds.
  static record index_record(const json& summary);

protected:
  caf::result<room_answer> command(const room_command& request) override;
  std::string heritage() override;
  void inherit(const std::string& saved) override;

private:
  using promise = waiting_commands::promise;

  void load();
  void loaded(const store_reply& reply);
  void look_at(const std::string& game_id);
  void execute(const room_command& what, promise to);
  void create(const json& wish, promise to);
  void list(const json& wish, promise to) const;
  void update(const json& summary);
  void forget(const std::string& game_id);
  void trim();
  std::string next_id();

  room_setup setup_;
  std::shared_ptr<const game_options> options_;
  std::map<std::string, json> games_; ///< By id: the newest first.
  std::size_t open_ = 0;              ///< That are not over.
  bool loading_ = false;
  bool loaded_ = false;
  waiting_commands waiting_;
};

/// Adds games and their lobby to a node's kinds of rooms.
void host_games(node_options& to, game_options options);

} // namespace troupe
