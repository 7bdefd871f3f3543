#include <troupe/stores/trouble_log.hpp>

#include <troupe/actors/log.hpp>

#include <utility>

namespace troupe {

trouble_log::trouble_log(std::string store, std::chrono::nanoseconds calm)
  : store_(std::move(store)), calm_(calm) {}

void trouble_log::failed(time_point now, std::string_view why) {
  last_failure_ = now;
  if (failures_++ > 0)
    return;
  began_ = now;
  log::warning("store_trouble", {{"store", store_}, {"why", std::string{why}}});
}

void trouble_log::worked(time_point now) {
  if (failures_ == 0 || now < last_failure_ + calm_)
    return;
  auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now - began_);
  log::info("store_recovered", {{"store", store_},
                                {"failures", std::to_string(failures_)},
                                {"seconds", std::to_string(seconds.count())}});
  failures_ = 0;
}

} // namespace troupe
