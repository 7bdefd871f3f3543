#include <apps/load/storm.hpp>

namespace load {

storm::storm(stage& where, const storm_options& how)
  : crowd(where, how.size, payload::min_bytes), options_(how) {}

report storm::run() {
  auto costs = meter{stage_.server_process};
  open({});
  found_.lost += call_roll();
  joining_ = {};
  auto hearing = histogram{};
  costs.start();
  for (std::uint32_t i = 0; i < options_.rounds; ++i) {
    auto start = clock::now();
    cut_all();
    open({.at_once = size_.connections(), .retry = true});
    found_.lost += call_roll();
    hearing.record(clock::now() - start);
  }
  auto out = report{};
  costs.stop(out);
  out.settings = {{"rooms", size_.rooms},
                  {"members", size_.members},
                  {"rounds", options_.rounds}};
  out.results = {{"refusals", static_cast<double>(refusals_)}};
  out.latencies.push_back({"rejoining", "start of the storm", joining_});
  out.latencies.push_back({"hearing", "start of the storm", hearing});
  out.found = found_;
  return out;
}

} // namespace load
