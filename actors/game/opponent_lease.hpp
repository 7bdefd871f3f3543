// An opponent that one game has for itself, while it needs it.
#pragma once

#include <troupe/game/opponent.hpp>

#include <caf/actor_system.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace troupe {

/// Where games get their opponents from.
struct opponent_options {
  /// Spawns one, for one game; an empty handle when it cannot. Ended by an exit
  /// message. Thread: any loop's.
  std::function<opponent_actor(caf::actor_system&)> make;
  /// How it is called in the game.
  std::string name = "Engine";
  /// Most at once; more are refused.
  std::size_t at_once = 8;
  /// For an answer; then it has failed.
  std::chrono::milliseconds patience{20'000};
  /// Times that it is asked for one move; then it has lost.
  std::size_t attempts = 3;
  /// How many there are: shared by all copies of these options.
  std::shared_ptr<std::atomic<std::size_t>> in_use
    = std::make_shared<std::atomic<std::size_t>>(0);
};

/// Ends its opponent when it ends.
class opponent_lease {
public:
  /// @returns nothing when there are too many, or none can be made.
  static std::optional<opponent_lease>
  take(const opponent_options& from, caf::actor_system& system);

  opponent_lease(opponent_lease&&) = default;
  opponent_lease& operator=(opponent_lease&&) = delete;
  ~opponent_lease();

  const opponent_actor& actor() const noexcept {
    return actor_;
  }

private:
  opponent_lease(opponent_actor actor,
                 std::shared_ptr<std::atomic<std::size_t>> in_use)
    : actor_(std::move(actor)), in_use_(std::move(in_use)) {}

  opponent_actor actor_;
  std::shared_ptr<std::atomic<std::size_t>> in_use_; ///< Null: moved from.
};

} // namespace troupe
