// troupe-floor: the yardstick of scripts/bench, and the server that
// troupe-load is tested with.
#include <apps/load/floor/room_server.hpp>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <csignal>
#include <exception>
#include <iostream>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

namespace {

/// Notices SIGINT and SIGTERM.
class stop_signal final : public load::watcher {
public:
  explicit stop_signal(load::event_loop& loop) : loop_(loop) {
    sigset_t signals;
    ::sigemptyset(&signals);
    ::sigaddset(&signals, SIGINT);
    ::sigaddset(&signals, SIGTERM);
    ::sigprocmask(SIG_BLOCK, &signals, nullptr);
    fd_ = ::signalfd(-1, &signals, SFD_CLOEXEC);
    loop_.watch(fd_, *this, EPOLLIN);
  }

  ~stop_signal() {
    loop_.forget(fd_);
    ::close(fd_);
  }

  bool came() const noexcept {
    return came_;
  }

private:
  void ready(std::uint32_t) override {
    came_ = true;
  }

  void flush() override {}

  load::event_loop& loop_;
  int fd_;
  bool came_ = false;
};

void serve(const load::floor_options& options) {
  load::event_loop loop;
  auto stop = stop_signal{loop};
  auto rooms = load::room_server{loop, options};
  std::cout << "troupe-floor listening on http://127.0.0.1:" << rooms.port()
            << std::endl;
  while (!stop.came()) {
    loop.turn(load::clock::time_point::max());
    rooms.end_turn();
  }
  if (options.drop_every > 0)
    std::cout << "troupe-floor dropped " << rooms.dropped() << std::endl;
}

} // namespace

int main(int argc, char** argv) {
  auto options = load::floor_options{};
  CLI::App program{"A bare room server, to compare others with",
                   "troupe-floor"};
  program
    .add_option("--port", options.port, "Port to listen on; 0: a free one")
    ->capture_default_str();
  program.add_flag("--uring", options.by_ring,
                   "Send by io_uring, all of a turn at once");
  program
    .add_option("--drop-every", options.drop_every,
                "For tests: leaves out each so-manieth delivery of a numbered "
                "message of troupe-load; 0: none")
    ->capture_default_str();
  CLI11_PARSE(program, argc, argv);
  try {
    serve(options);
  } catch (const std::exception& problem) {
    std::cerr << "troupe-floor: " << problem.what() << '\n';
    return 1;
  }
}
