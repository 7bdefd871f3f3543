// What a chess engine may take: time, memory, words.
#pragma once

#include <apps/game/engine/child_process.hpp>

#include <chrono>
#include <cstddef>
#include <string>

namespace troupe::chess {

struct engine_options {
  /// Path of a program that speaks UCI.
  std::string program;
  /// How long it may take to start, and to say that it is ready.
  std::chrono::milliseconds handshake_timeout{5'000};
  /// How long it thinks about a move at level 1.
  std::chrono::milliseconds least_think_time{50};
  /// The same at level 20, if its clock allows.
  std::chrono::milliseconds most_think_time{1'000};
  /// How much later than it was told to move it may.
  std::chrono::milliseconds reply_slack{2'000};
  /// How long it may take to end when it is told to; 0: it is killed at once.
  std::chrono::milliseconds quit_timeout{500};
  /// Its table of positions. Unit: MiB; if it has one, that is at least 1.
  int hash_mebibytes = 16;
  /// What it may say before it has answered. Unit: bytes.
  std::size_t answer_bytes = 1'048'576;
  process_limits process;
};

} // namespace troupe::chess
