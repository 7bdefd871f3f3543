// What may go wrong in a simulation.
#pragma once

#include <troupe/testkit/client.hpp>
#include <troupe/testkit/network.hpp>

#include <chrono>
#include <functional>
#include <string>

namespace troupe {

class simulation;

/// Something that goes wrong (or becomes right again), once, between two steps.
struct fault {
  std::string name; ///< For the report: "client 2 vanishes".
  std::function<void(simulation&)> strike;
};

/// The faults that every application has. Own ones are made in the same way.
namespace faults {

fault vanishes(const client& who);
fault falls_silent(const client& who);
fault reads_slowly(const client& who, double bytes_per_second);
fault reads_freely(const client& who);
fault fills_its_queue(const client& who);
fault session_crashes(const client& who);
fault room_crashes(const room_key& key);
fault store_fails();
fault store_answers_after(std::chrono::nanoseconds delay);
fault store_falls_silent();
fault store_works();

/// The wall clock jumps, forward or back; timers do not.
fault clock_jumps(std::chrono::milliseconds by);

/// Time passes.
fault time_passes(std::chrono::nanoseconds time);

// -- of several nodes; see `simulation` ---------------------------------------

fault link_cut(std::string a, std::string b);
fault link_silenced(std::string a, std::string b);
fault link_healed(std::string a, std::string b);
fault node_killed(std::string name, peers_see what = peers_see::failure);
fault node_restarted(std::string name);

} // namespace faults

} // namespace troupe
