#include <apps/load/idle.hpp>

#include <algorithm>

namespace load {

idle::idle(stage& where, const idle_options& how)
  : crowd(where, how.size, payload::min_bytes), options_(how) {}

report idle::run() {
  auto costs = meter{stage_.server_process};
  open({});
  wait_until(clock::now() + options_.warm_up);
  costs.start();
  wait_until(clock::now() + options_.measured);
  auto out = report{};
  costs.stop(out);
  out.settings = {{"rooms", size_.rooms}, {"members", size_.members}};
  if (out.paid.server_before) {
    auto grown = static_cast<double>(out.paid.server_resident_at_end)
                 - static_cast<double>(out.paid.server_before->resident_bytes);
    out.results = {{"bytes_per_connection", grown / size_.connections()}};
  }
  out.found = found_;
  return out;
}

void idle::wait_until(clock::time_point end) {
  constexpr auto step = std::chrono::milliseconds{500}; // for who watches
  for (auto now = clock::now(); now < end && joined() > 0; now = clock::now())
    turn(std::min(end, now + step));
}

} // namespace load
