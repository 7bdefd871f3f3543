// A chess engine: a process that speaks UCI, the universal chess interface.
#pragma once

#include <apps/game/engine/child_process.hpp>
#include <apps/game/engine/engine_options.hpp>
#include <apps/game/engine/engine_strength.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace troupe::chess {

/// Knows nothing of the game that a position is from: whoever asks next may
/// play another one.
///
/// Errors: `unavailable`, with a message for the log. Of no use after one.
/// Thread: one at a time. Calls block for a bounded time.
class uci_engine {
public:
  /// Starts the program, and waits until it is ready.
  static result<std::unique_ptr<uci_engine>>
  start(const engine_options& options, child_process::stop_ptr stop);

  /// Tells the engine to quit. One that does not, or has failed, is killed.
  ~uci_engine();

  uci_engine(const uci_engine&) = delete;
  uci_engine& operator=(const uci_engine&) = delete;

  /// Waits until the engine says that it is ready; what it said unasked before
  /// is dropped.
  result<void> synchronize();

  /// @param fen in which there is a legal move.
  /// @returns what the engine says is its move, unchecked.
  result<std::string> best_move(const std::string& fen, std::uint32_t level,
                                std::chrono::milliseconds think_time);

private:
  using time_point = child_process::time_point;
  using lines = std::vector<std::string>;

  uci_engine(const engine_options& options,
             std::unique_ptr<child_process> process)
    : options_(options), process_(std::move(process)) {}

  result<void> greet();
  result<void> get_ready(lines commands, time_point until);
  result<void> say(const lines& commands, time_point until);

  /// Reads up to a line that begins with this word.
  result<std::string> await(std::string_view word, time_point until);

  const engine_options options_;
  std::unique_ptr<child_process> process_;
  engine_settings settings_;
  bool failed_ = false;
};

} // namespace troupe::chess
