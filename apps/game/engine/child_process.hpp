// Another program, spoken to in lines.
#pragma once

#include <apps/game/engine/descriptor.hpp>
#include <apps/game/engine/stop_signal.hpp>

#include <troupe/protocol/problem.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <sys/types.h>

namespace troupe::chess {

struct process_limits {
  /// Address space. Unit: bytes; 0: as much as this process may have.
  std::uint64_t memory_bytes = std::uint64_t{1} << 30;
  /// How far it stands back for others, as `nice` has it; 0: not at all.
  int niceness = 10;
  /// Longest line that is read. Unit: bytes without the line's end.
  std::size_t line_bytes = 8'192;
};

/// A program with a pipe to its input and from its output; its error output is
/// dropped. It has no other descriptor of this process, none of its
/// environment (which may hold secrets) but a usual PATH, and a process group
/// of its own.
///
/// Ends with this object: it and what is left of its group are killed, and it
/// is waited for. If this process dies instead, the program's input ends, which
/// is all that it will notice.
///
/// Errors: `unavailable`, with a message for the log. Of no use after one.
/// Thread: one at a time. Calls block until their deadline at most, or until
/// the stop signal is raised.
class child_process {
public:
  using time_point = std::chrono::steady_clock::time_point;
  using stop_ptr = std::shared_ptr<const stop_signal>;

  /// @param program its path.
  static result<std::unique_ptr<child_process>>
  start(const std::string& program, const process_limits& limits,
        stop_ptr stop);

  ~child_process();

  child_process(const child_process&) = delete;
  child_process& operator=(const child_process&) = delete;

  /// @param line without its end.
  result<void> write_line(std::string_view line, time_point until);

  /// @returns the next line without its end, "\n" or "\r\n".
  result<std::string> read_line(time_point until);

  /// Ends the program's input, and waits until its output ends too; what it
  /// still says is dropped.
  void finish(time_point until);

  pid_t id() const noexcept {
    return id_;
  }

private:
  child_process(pid_t id, descriptor input, descriptor output,
                std::size_t line_bytes, stop_ptr stop);

  result<void> wait_for(int fd, short what, time_point until) const;
  result<void> read_some(time_point until);

  pid_t id_;
  descriptor input_;
  descriptor output_;
  std::size_t line_bytes_;
  stop_ptr stop_;
  std::string unread_; ///< No more than a line and what came with its end.
};

} // namespace troupe::chess
