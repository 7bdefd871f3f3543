#include <apps/game/engine/spawn_process.hpp>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>

namespace troupe::chess {

namespace {

problem failed(const std::string& what, int error) {
  return {error_code::unavailable, what + ": " + std::strerror(error), {}};
}

/// What the child does before it becomes the program.
class preparations {
public:
  preparations() {
    ::posix_spawn_file_actions_init(&files_);
    ::posix_spawnattr_init(&attributes_);
    set_attributes();
  }

  ~preparations() {
    ::posix_spawnattr_destroy(&attributes_);
    ::posix_spawn_file_actions_destroy(&files_);
  }

  preparations(const preparations&) = delete;
  preparations& operator=(const preparations&) = delete;

  /// @returns 0, or an error number.
  int connect(int input, int output) {
    auto* files = &files_;
    auto error = ::posix_spawn_file_actions_adddup2(files, input, 0);
    if (error == 0)
      error = ::posix_spawn_file_actions_adddup2(files, output, 1);
    if (error == 0)
      error = ::posix_spawn_file_actions_addopen(files, 2, "/dev/null",
                                                 O_WRONLY, 0);
    if (error == 0)
      error = ::posix_spawn_file_actions_addclosefrom_np(files, 3);
    return error;
  }

  int spawn(pid_t& id, const std::string& program) {
    auto name = program;
    auto path = std::string{"PATH=/usr/local/bin:/usr/bin:/bin:/usr/games"};
    char* arguments[] = {name.data(), nullptr};
    char* environment[] = {path.data(), nullptr};
    return ::posix_spawn(&id, program.c_str(), &files_, &attributes_, arguments,
                         environment);
  }

private:
  /// A group of its own, so that what it starts can be killed with it, and no
  /// session: Linux shares the processor out between sessions first, and
  /// niceness counts within one only. Signals as programs expect them, whatever
  /// this thread blocks or ignores.
  void set_attributes() {
    auto none = sigset_t{};
    auto all = sigset_t{};
    ::sigemptyset(&none);
    ::sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    ::posix_spawnattr_setpgroup(&attributes_, 0);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETPGROUP
                                               | POSIX_SPAWN_SETSIGMASK
                                               | POSIX_SPAWN_SETSIGDEF);
  }

  posix_spawn_file_actions_t files_;
  posix_spawnattr_t attributes_;
};

/// Its own number may be one that the child needs for something else, if this
/// process runs without standard input or output.
descriptor above_standard(int fd) {
  auto given = descriptor{fd};
  return fd > 2 ? std::move(given)
                : descriptor{::fcntl(fd, F_DUPFD_CLOEXEC, 3)};
}

} // namespace

result<spawned_process> spawn_process(const std::string& program) {
  int sockets[2];
  int pipes[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0)
    return failed("no pipe for " + program, errno);
  auto out = spawned_process{0, descriptor{sockets[0]}, {}};
  auto its_input = above_standard(sockets[1]);
  if (::pipe2(pipes, O_CLOEXEC) != 0)
    return failed("no pipe for " + program, errno);
  out.output = descriptor{pipes[0]};
  auto its_output = above_standard(pipes[1]);
  auto child = preparations{};
  auto error = child.connect(its_input.get(), its_output.get());
  if (error == 0)
    error = child.spawn(out.id, program);
  if (error != 0)
    return failed("cannot start " + program, error);
  return out;
}

} // namespace troupe::chess
