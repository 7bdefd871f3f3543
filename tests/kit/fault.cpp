#include <troupe/testkit/fault.hpp>

#include <troupe/testkit/simulation.hpp>

namespace troupe::faults {

namespace {

std::string named(const client& who, const char* what) {
  return "client " + std::to_string(who.number()) + ' ' + what;
}

std::string milliseconds(std::chrono::nanoseconds time) {
  return std::to_string(time / std::chrono::milliseconds{1}) + " ms";
}

} // namespace

fault vanishes(const client& who) {
  return {named(who, "vanishes"), [who](simulation&) { who.vanishes(); }};
}

fault falls_silent(const client& who) {
  return {named(who, "falls silent"),
          [who](simulation&) { who.falls_silent(); }};
}

fault reads_slowly(const client& who, double bytes_per_second) {
  return {named(who, "reads slowly"), [who, bytes_per_second](simulation&) {
            who.reads_slowly(bytes_per_second);
          }};
}

fault reads_freely(const client& who) {
  return {named(who, "reads freely"),
          [who](simulation&) { who.reads_freely(); }};
}

fault fills_its_queue(const client& who) {
  return {named(who, "fills its queue"),
          [who](simulation&) { who.fills_its_queue(); }};
}

fault session_crashes(const client& who) {
  return {named(who, "loses its session"), [who](simulation&) { who.kill(); }};
}

fault room_crashes(const room_key& key) {
  return {"the room " + key.kind + '/' + key.name + " crashes",
          [key](simulation& sim) { sim.crash_room(key); }};
}

fault store_fails() {
  return {"the store fails", [](simulation& sim) { sim.store().fails(); }};
}

fault store_answers_after(std::chrono::nanoseconds delay) {
  return {"the store answers after " + milliseconds(delay),
          [delay](simulation& sim) { sim.store().answers_after(delay); }};
}

fault store_falls_silent() {
  return {"the store falls silent",
          [](simulation& sim) { sim.store().falls_silent(); }};
}

fault store_works() {
  return {"the store works", [](simulation& sim) { sim.store().works(); }};
}

fault clock_jumps(std::chrono::milliseconds by) {
  return {"the clock jumps by " + milliseconds(by),
          [by](simulation& sim) { sim.jump_clock(by); }};
}

fault time_passes(std::chrono::nanoseconds time) {
  return {milliseconds(time) + " pass",
          [time](simulation& sim) { sim.pass(time); }};
}

// -- of several nodes ---------------------------------------------------------

fault link_cut(std::string a, std::string b) {
  return {"the link of " + a + " and " + b + " is cut",
          [a, b](simulation& sim) { sim.cut(a, b); }};
}

fault link_silenced(std::string a, std::string b) {
  return {"the link of " + a + " and " + b + " falls silent",
          [a, b](simulation& sim) { sim.silence(a, b); }};
}

fault link_healed(std::string a, std::string b) {
  return {"the link of " + a + " and " + b + " heals",
          [a, b](simulation& sim) { sim.heal(a, b); }};
}

fault node_killed(std::string name, peers_see what) {
  auto silently = what == peers_see::silence ? " without a trace" : "";
  return {"the node " + name + " dies" + silently,
          [name, what](simulation& sim) { sim.kill(name, what); }};
}

fault node_restarted(std::string name) {
  return {"the node " + name + " starts again",
          [name](simulation& sim) { sim.restart(name); }};
}

} // namespace troupe::faults
