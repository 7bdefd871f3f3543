#include <troupe/net/signals.hpp>

#include <csignal>
#include <thread>

namespace troupe {

namespace {

sigset_t stop_signals() {
  sigset_t out;
  sigemptyset(&out);
  sigaddset(&out, SIGINT);
  sigaddset(&out, SIGTERM);
  return out;
}

} // namespace

void prepare_signals() {
  std::signal(SIGHUP, SIG_IGN);
  std::signal(SIGPIPE, SIG_IGN);
  auto stops = stop_signals();
  ::pthread_sigmask(SIG_BLOCK, &stops, nullptr); // All threads inherit it.
}

int wait_for_stop_signal(std::function<void()> impatient) {
  auto stops = stop_signals();
  int which = 0;
  ::sigwait(&stops, &which);
  std::thread{[stops, impatient = std::move(impatient)] {
    int again = 0;
    ::sigwait(&stops, &again);
    if (impatient)
      impatient();
  }}.detach();
  return which;
}

} // namespace troupe
