#include "engine_world.hpp"

#include <apps/game/engine/child_process.hpp>

#include "catch.hpp"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace troupe;
using namespace troupe::chess;
using namespace tests;
using namespace std::chrono_literals;

namespace {

auto soon() {
  return std::chrono::steady_clock::now() + patience;
}

auto after(std::chrono::milliseconds time) {
  return std::chrono::steady_clock::now() + time;
}

/// Whether there is no such process, or only for somebody else to wait for it.
bool has_ended(pid_t which) {
  auto stat = text_of("/proc/" + std::to_string(which) + "/stat");
  return stat.empty() || stat.find(") Z ") != std::string::npos;
}

/// A shell script that runs, and what stops its reader.
struct running {
  explicit running(const std::string& script, const process_limits& limits = {})
    : program(
      *child_process::start(folder.add("script", script), limits, stop)) {}

  std::string next_line() {
    auto line = program->read_line(soon());
    return line ? *line : line.error().message;
  }

  script_folder folder;
  std::shared_ptr<stop_signal> stop = std::make_shared<stop_signal>();
  std::unique_ptr<child_process> program;
};

} // namespace

TEST_CASE("a program is spoken to in lines") {
  running cat{"exec cat"};
  REQUIRE(cat.program->write_line("one", soon()));
  REQUIRE(cat.program->write_line("two\r", soon()));
  CHECK(cat.next_line() == "one");
  CHECK(cat.next_line() == "two");
}

TEST_CASE("a program has its standard descriptors and no other") {
  auto leaky = ::fcntl(2, F_DUPFD, 100); // As a careless library does.
  running shell{"echo /proc/$$/fd/*"};
  auto all = shell.next_line();
  CHECK(all.find("/fd/2") != std::string::npos);
  CHECK(all.find("/fd/" + std::to_string(leaky)) == std::string::npos);
  ::close(leaky);
}

TEST_CASE("a program does not see the secrets of the environment") {
  ::setenv("TROUPE_JWT_SECRET", "much", 1);
  running shell{"echo \"secret: $TROUPE_JWT_SECRET\""};
  CHECK(shell.next_line() == "secret: ");
  ::unsetenv("TROUPE_JWT_SECRET");
}

TEST_CASE("a program has limits from before its first order") {
  auto limits = process_limits{};
  limits.memory_bytes = 256 << 20;
  limits.niceness = 7;
  running shell{"read order; ulimit -v; ulimit -c; nice", limits};
  REQUIRE(shell.program->write_line("go", soon()));
  CHECK(shell.next_line() == "262144");
  CHECK(shell.next_line() == "0");
  CHECK(shell.next_line() == "7");
}

TEST_CASE("a program gets signals that this thread does not") {
  auto blocked = sigset_t{};
  auto before = sigset_t{};
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &blocked, &before);
  running shell{"kill -TERM $$; echo still here"};
  CHECK(shell.next_line() == "the engine has ended");
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

TEST_CASE("what has ended is told as a value, not by a signal") {
  running gone{"exit 0"};
  CHECK(gone.next_line() == "the engine has ended");
  // The two ends of a program that ends do not close at once.
  auto written = result<void>{};
  CHECK(comes_true([&] {
    written = gone.program->write_line("hello", soon());
    return !written;
  }));
  CHECK(written.error().message == "the engine has ended");
}

TEST_CASE("a program that does not exist is trouble") {
  auto stop = std::make_shared<stop_signal>();
  auto none = child_process::start("/nowhere/engine", {}, stop);
  CHECK(none.error().message
        == "cannot start /nowhere/engine: No such file or directory");
}

TEST_CASE("a line may be as long as the limit says") {
  auto limits = process_limits{};
  limits.line_bytes = 4;
  running shell{"echo 1234; echo 12345", limits};
  CHECK(shell.next_line() == "1234");
  CHECK(shell.next_line() == "the engine's line is too long");
}

TEST_CASE("a line without an end is not read for ever") {
  running flood{"exec cat /dev/zero"};
  CHECK(flood.next_line() == "the engine's line is too long");
}

TEST_CASE("waiting for a line ends by the deadline") {
  running silent{"read forever"};
  auto line = silent.program->read_line(after(20ms));
  CHECK(line.error().message == "the engine did not answer in time");
}

TEST_CASE("writing to a program that does not read ends by the deadline") {
  running deaf{"exec sleep 600"};
  auto line = std::string(8 << 20, 'x');
  auto written = deaf.program->write_line(line, after(50ms));
  CHECK(written.error().message == "the engine did not answer in time");
}

TEST_CASE("waiting for a line ends when another thread says so") {
  running silent{"read forever"};
  std::jthread other{[&] { silent.stop->raise(); }};
  CHECK(silent.next_line() == "the engine was stopped");
}

TEST_CASE("a program ends with what it has started, and leaves nothing") {
  auto descriptors = open_descriptors();
  auto grandchild = pid_t{0};
  {
    running shell{"trap '' TERM INT HUP\nsleep 600 & echo $!; wait"};
    grandchild = std::stoi(shell.next_line());
    CHECK(::kill(grandchild, 0) == 0);
    CHECK(children() == std::vector<pid_t>{shell.program->id()});
  }
  CHECK(children().empty());
  CHECK(open_descriptors() == descriptors);
  // Killed, though it is for whoever adopted it to wait for it.
  CHECK(comes_true([&] {
    auto stat = text_of("/proc/" + std::to_string(grandchild) + "/stat");
    return stat.empty() || stat.find(") Z ") != std::string::npos;
  }));
}

TEST_CASE("a program that still talks when its input ends is heard out") {
  running shell{"cat; cat /dev/zero | head -c 300000; echo >finished"};
  shell.program->finish(soon());
  CHECK(comes_true([&] { return shell.folder.read("finished") == "\n"; }));
}

TEST_CASE("a program ends when this process is killed") {
  script_folder folder;
  auto program = folder.add("script", "echo $$ >id; while read line; do :; "
                                      "done; echo >end");
  auto server = ::fork();
  if (server == 0) {
    auto started
      = child_process::start(program, {}, std::make_shared<stop_signal>());
    ::pause();
    ::_exit(0);
  }
  REQUIRE(comes_true([&] { return folder.read("id").ends_with('\n'); }));
  CHECK_FALSE(has_ended(std::stoi(folder.read("id"))));
  ::kill(server, SIGKILL);
  ::waitpid(server, nullptr, 0);
  CHECK(comes_true([&] { return has_ended(std::stoi(folder.read("id"))); }));
  CHECK(folder.read("end") == "\n");
}
