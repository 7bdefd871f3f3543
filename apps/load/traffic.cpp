#include <apps/load/traffic.hpp>

#include <apps/load/descriptors.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace load {

using namespace std::chrono_literals;

namespace {

/// How long all listen on when everything has come: it may come again.
constexpr auto time_for_copies = 500ms;

} // namespace

traffic::traffic(stage& where, const traffic_options& how)
  : crowd(where, how.size, how.payload_bytes),
    options_(how),
    publishers_(how.speed, payload_),
    dead_readers_(where, how.size.rooms, how.dead_readers),
    arrivals_(std::size_t{how.size.connections()} * how.publishers) {
  need_descriptors(std::size_t{how.size.connections()}
                   + std::size_t{how.size.rooms} * how.dead_readers);
  add_publishers();
}

void traffic::add_publishers() {
  for (std::uint32_t room = 0; room < size_.rooms; ++room)
    for (std::uint32_t i = 0; i < options_.publishers; ++i)
      publishers_.add(member(room * size_.members + i));
}

// -- the phases ---------------------------------------------------------------

report traffic::run() {
  auto costs = meter{stage_.server_process};
  open({});
  dead_readers_.join();
  if (auto deaf = call_roll())
    throw std::runtime_error{std::to_string(deaf)
                             + " connections do not hear their room"};
  auto start = clock::now();
  publishers_.start(start);
  talk_until(start + options_.warm_up);

  auto out = report{};
  costs.start();
  auto delivered_before = delivered_;
  measured_from_ = clock::now();
  talk_until(measured_from_ + options_.measured);
  measured_to_ = clock::now();
  costs.stop(out);
  out.deliveries = delivered_ - delivered_before;

  publishers_.stop();
  drain();
  count_losses();
  describe(out);
  return out;
}

void traffic::talk_until(clock::time_point end) {
  for (auto now = clock::now(); now < end; now = clock::now()) {
    publishers_.advance(now);
    turn(std::min(end, publishers_.next_turn(now)));
  }
  publishers_.advance(end); // in case that the last turn took too long
}

void traffic::drain() {
  auto expected = publishers_.total_sent() * size_.members;
  auto seen = delivered_;
  auto deadline = clock::now() + options_.drain;
  while (delivered_ < expected && clock::now() < deadline) {
    turn(deadline);
    if (std::exchange(seen, delivered_) != delivered_)
      deadline = clock::now() + options_.drain;
  }
  deadline = clock::now() + time_for_copies;
  while (clock::now() < deadline)
    turn(deadline);
}

// -- who heard what -----------------------------------------------------------

void traffic::on_heard(connection& who, const stamp& what,
                       clock::time_point now) {
  if (!is_meant_for(who, what)) {
    ++found_.stray;
    return;
  }
  auto how = heard_by(who.index(), what.publisher).note(what.number);
  if (how == arrival::again) {
    ++found_.doubled;
    return;
  }
  if (how == arrival::late)
    ++found_.reordered;
  ++delivered_;
  if (what.time >= measured_from_ && what.time < measured_to_)
    delivery_times_.record(now - what.time);
  if (who.index() == publisher_index(what.publisher))
    publishers_.on_own(what.publisher, what.number, now);
}

bool traffic::is_meant_for(const connection& who, const stamp& what) const {
  auto room = who.index() / size_.members;
  return what.publisher / options_.publishers == room
         && what.number < publishers_.sent(what.publisher);
}

std::uint32_t traffic::publisher_index(std::uint32_t publisher) const {
  return publisher / options_.publishers * size_.members
         + publisher % options_.publishers;
}

void traffic::count_losses() {
  auto in_all = size_.rooms * options_.publishers;
  for (std::uint32_t publisher = 0; publisher < in_all; ++publisher) {
    auto first = publisher / options_.publishers * size_.members;
    for (std::uint32_t i = 0; i < size_.members; ++i)
      found_.lost
        += heard_by(first + i, publisher).missing(publishers_.sent(publisher));
  }
}

// -- what is told -------------------------------------------------------------

void traffic::describe(report& out) const {
  auto at_rate = options_.speed.rate > 0;
  out.settings = {
    {"rooms", size_.rooms},
    {"members", size_.members},
    {"publishers", options_.publishers},
    {"dead_readers", options_.dead_readers},
    {"payload_bytes", static_cast<double>(options_.payload_bytes)},
  };
  if (at_rate)
    out.settings.emplace_back("rate", options_.speed.rate);
  else
    out.settings.emplace_back("in_flight", options_.speed.in_flight);
  out.results = {
    {"published", static_cast<double>(publishers_.total_sent())},
    {"delivered", static_cast<double>(delivered_)},
    {"unsent", static_cast<double>(publishers_.unsent())},
    {"stalls", static_cast<double>(publishers_.stalls())},
  };
  out.latencies.push_back({"delivery",
                           at_rate ? "intended send time" : "send time",
                           delivery_times_});
  out.found = found_;
}

std::string traffic::progress_line() const {
  if (publishers_.total_sent() == 0)
    return crowd::progress_line();
  auto out = std::to_string(publishers_.total_sent()) + " published, "
             + std::to_string(delivered_) + " delivered";
  if (delivery_times_.count() > 0)
    out += ", p99 " + std::to_string(delivery_times_.percentile(0.99) / 1us)
           + " us";
  return found_.any() ? out + ", with faults" : out;
}

} // namespace load
