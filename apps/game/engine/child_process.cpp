#include <apps/game/engine/child_process.hpp>

#include <apps/game/engine/spawn_process.hpp>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>

namespace troupe::chess {

namespace {

using clock = std::chrono::steady_clock;

problem trouble(std::string why) {
  return {error_code::unavailable, std::move(why), {}};
}

problem has_ended() {
  return trouble("the engine has ended");
}

/// It runs already, but has not been told to do anything yet.
void impose(const process_limits& limits, pid_t whom) {
  auto no_core = rlimit{0, 0};
  auto memory = rlimit{limits.memory_bytes, limits.memory_bytes};
  ::prlimit(whom, RLIMIT_CORE, &no_core, nullptr);
  if (limits.memory_bytes != 0)
    ::prlimit(whom, RLIMIT_AS, &memory, nullptr);
  ::setpriority(PRIO_PGRP, static_cast<id_t>(whom), limits.niceness);
}

int milliseconds_until(clock::time_point when) {
  auto left = std::chrono::ceil<std::chrono::milliseconds>(when - clock::now());
  return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 3'600'000));
}

} // namespace

result<std::unique_ptr<child_process>>
child_process::start(const std::string& program, const process_limits& limits,
                     stop_ptr stop) {
  auto made = spawn_process(program);
  if (!made)
    return made.error();
  impose(limits, made->id);
  return std::unique_ptr<child_process>{
    new child_process{made->id, std::move(made->input), std::move(made->output),
                      limits.line_bytes, std::move(stop)}};
}

child_process::child_process(pid_t id, descriptor input, descriptor output,
                             std::size_t line_bytes, stop_ptr stop)
  : id_(id),
    input_(std::move(input)),
    output_(std::move(output)),
    line_bytes_(line_bytes),
    stop_(std::move(stop)) {}

child_process::~child_process() {
  // Not waited for yet, so the number is still its own.
  ::kill(-id_, SIGKILL);
  while (::waitpid(id_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

result<void>
child_process::write_line(std::string_view line, time_point until) {
  auto text = std::string{line} + '\n';
  auto rest = std::string_view{text};
  while (!rest.empty()) {
    if (auto ready = wait_for(input_.get(), POLLOUT, until); !ready)
      return ready;
    auto sent = ::send(input_.get(), rest.data(), rest.size(),
                       MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0)
      rest.remove_prefix(static_cast<std::size_t>(sent));
    else if (errno != EAGAIN && errno != EINTR)
      return has_ended();
  }
  return {};
}

result<std::string> child_process::read_line(time_point until) {
  for (auto searched = std::size_t{0};;) {
    auto end = unread_.find('\n', searched);
    if (std::min(end, unread_.size()) > line_bytes_)
      return trouble("the engine's line is too long");
    if (end != std::string::npos) {
      auto line = unread_.substr(0, end);
      unread_.erase(0, end + 1);
      if (line.ends_with('\r'))
        line.pop_back();
      return line;
    }
    searched = unread_.size();
    if (auto got = read_some(until); !got)
      return got.error();
  }
}

void child_process::finish(time_point until) {
  input_.close();
  do
    unread_.clear();
  while (read_some(until));
}

result<void>
child_process::wait_for(int fd, short what, time_point until) const {
  for (;;) {
    pollfd waited[] = {{fd, what, 0}, {stop_->descriptor(), POLLIN, 0}};
    auto ready = ::poll(waited, 2, milliseconds_until(until));
    if (ready > 0 && waited[1].revents != 0)
      return trouble("the engine was stopped");
    if (ready > 0)
      return {};
    if (ready == 0 && clock::now() >= until)
      return trouble("the engine did not answer in time");
    if (ready < 0 && errno != EINTR)
      return trouble(std::strerror(errno));
  }
}

result<void> child_process::read_some(time_point until) {
  if (clock::now() >= until) // Even if it never stops talking.
    return trouble("the engine did not answer in time");
  if (auto ready = wait_for(output_.get(), POLLIN, until); !ready)
    return ready;
  char piece[4'096];
  auto got = ::read(output_.get(), piece, sizeof piece);
  if (got == 0 || (got < 0 && errno != EINTR))
    return has_ended();
  if (got > 0)
    unread_.append(piece, static_cast<std::size_t>(got));
  return {};
}

} // namespace troupe::chess
