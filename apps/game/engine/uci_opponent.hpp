// Chess engines as opponents: a few processes that serve all games.
#pragma once

#include <apps/game/engine/engine_options.hpp>

#include <troupe/game/opponent.hpp>

#include <caf/actor_system.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

namespace troupe::chess {

struct uci_opponent_options {
  engine_options engine;
  /// Processes that there may be, each with a thread; at least one. They start
  /// when they are needed.
  std::size_t max_engines = 2;
  /// Requests that wait for an engine; more are answered "busy" at once.
  std::size_t max_waiting = 64;
  /// A request that has waited for so long is answered "busy".
  std::chrono::milliseconds max_wait{10'000};
  /// An engine without work for so long ends.
  std::chrono::milliseconds idle_time{60'000};

  /// The longest that an answer takes: what askers set as their timeout.
  std::chrono::milliseconds answers_within() const noexcept;
};

/// The OPPONENT that plays chess as engines do. Each request stands for itself;
/// what it waits is taken from its clock.
///
/// Trouble: no engine, or one that dies, hangs, talks too much or moves against
/// the rules. It is killed, and the next request gets a new one.
///
/// Ends by an exit message: requests are answered, engines killed if they are
/// at work, without waiting for either. Must end before the actor system, which
/// waits for it.
/// Throws `std::system_error` when there is no descriptor to be had.
opponent_actor
spawn_uci_opponent(caf::actor_system& system, uci_opponent_options options);

/// @param name a path, or a program's name: then the first of PATH and
///             /usr/games that has it.
/// @returns the path of a program that may be run, nothing if there is none.
std::optional<std::string> find_engine(const std::string& name);

} // namespace troupe::chess
