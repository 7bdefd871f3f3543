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

sigset_t heard_signals() {
  auto out = stop_signals();
  sigaddset(&out, SIGHUP);
  return out;
}

} // namespace

void prepare_signals() {
  std::signal(SIGPIPE, SIG_IGN);
  auto heard = heard_signals();
  ::pthread_sigmask(SIG_BLOCK, &heard, nullptr); // All threads inherit it.
  std::signal(SIGHUP, SIG_DFL); // Under nohup it may have been ignored.
}

int wait_for_stop_signal(std::function<void()> impatient,
                         const std::function<void()>& reload) {
  auto heard = heard_signals();
  int which = 0;
  for (::sigwait(&heard, &which); which == SIGHUP; ::sigwait(&heard, &which))
    if (reload)
      reload();
  auto stops = stop_signals();
  std::thread{[stops, impatient = std::move(impatient)] {
    int again = 0;
    ::sigwait(&stops, &again);
    if (impatient)
      impatient();
  }}.detach();
  return which;
}

} // namespace troupe
