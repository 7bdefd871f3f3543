// What all games of an application have in common.
#pragma once

#include <troupe/game/match.hpp>
#include <troupe/game/opponent_lease.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace troupe {

struct game_options {
  /// Makes a game at its start, by the name of its rules.
  std::map<std::string, std::function<std::unique_ptr<match>()>, std::less<>>
    rules;
  /// Play against players who ask for it; without `make` there are none.
  opponent_options opponents;

  /// For a player whose connection is lost to come back.
  std::chrono::milliseconds grace{60'000};
  /// A game that waits for players and has nobody in it ends after so long.
  std::chrono::milliseconds idle{600'000};
  /// Most games at once that are not over; more are refused.
  std::size_t max_open = 10'000;
  /// Most games in a list; the oldest that are over are left out.
  std::size_t max_listed = 1'000;

  /// A game's state goes to the store at most that often while it is played,
  /// and again so long after the store has failed.
  std::chrono::milliseconds save_every{2'000};
  /// For the store to answer.
  std::chrono::milliseconds store_patience{5'000};
  /// Most commands that wait for it.
  std::size_t max_waiting = 100;

  /// Adds the rules under their own name.
  template <game_rules R>
  game_options& with() {
    rules[std::string{R::name}] = make_match<R>;
    return *this;
  }
};

} // namespace troupe
