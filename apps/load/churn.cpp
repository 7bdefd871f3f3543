#include <apps/load/churn.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace load {

namespace {

constexpr auto look_pause = std::chrono::milliseconds{100};
constexpr auto unlimited = std::chrono::hours{24};

} // namespace

churn::visitor::visitor(stage& where, churn& owner, std::uint32_t index)
  : line(where.loop, where.server_of(index), *where.speech, owner, index) {}

churn::churn(stage& where, const churn_options& how)
  : stage_(where), options_(how), payload_(where.run, how.payload_bytes) {
  for (std::uint32_t i = 0; i < how.connections; ++i) {
    visitors_.emplace_back(where, *this, i);
    to_come_.push_back(i);
  }
}

report churn::run() {
  auto costs = meter{stage_.server_process};
  run_until(clock::now() + options_.warm_up);
  auto out = report{};
  joining_ = hearing_ = leaving_ = {};
  auto visits_before = visits_;
  costs.start();
  auto limited = options_.visits > 0;
  run_until(clock::now() + (limited ? unlimited : options_.measured));
  costs.stop(out);
  auto visits = static_cast<double>(visits_ - visits_before);
  time_is_up_ = true;
  run_until(clock::now() + stage_.patience);
  if (visits_ == 0)
    throw std::runtime_error{"nobody could come: " + why_refused_};
  out.results = {{"visits", static_cast<double>(visits_)},
                 {"visits_per_second", visits / out.seconds},
                 {"refusals", static_cast<double>(refusals_)}};
  describe(out);
  return out;
}

void churn::run_until(clock::time_point end) {
  for (auto now = clock::now(); now < end; now = clock::now()) {
    if (is_over() && to_come_.size() == visitors_.size())
      return;
    send_in();
    stage_.loop.turn(std::min(end, next_look_));
    end_overdue(now);
    show_progress(now);
  }
}

bool churn::is_over() const noexcept {
  return time_is_up_
         || (options_.visits > 0 && begun_ - refusals_ >= options_.visits);
}

void churn::send_in() {
  while (!is_over() && !to_come_.empty()) {
    auto index = to_come_.back();
    to_come_.pop_back();
    ++begun_;
    come(index);
  }
}

// -- a visit ------------------------------------------------------------------

void churn::come(std::uint32_t index) {
  auto& who = visitors_[index];
  who.heard = false;
  who.since = clock::now();
  who.line.open(stage_.room_name(index % options_.rooms));
}

void churn::on_joined(connection& line) {
  auto& who = visitors_[line.index()];
  auto now = clock::now();
  joining_.record(now - who.since);
  who.since = now;
  line.say(payload_.write(
    {stamp::kind::numbered, line.index(), who.visits, who.since}));
}

void churn::on_said(connection& line, std::string_view text,
                    clock::time_point now) {
  while (auto what = payload_.read(text)) {
    if (what->what == stamp::kind::damaged)
      ++found_.damaged;
    else if (what->publisher == line.index())
      on_own(visitors_[line.index()], what->number, now);
  }
}

void churn::on_own(visitor& who, std::uint32_t number, clock::time_point now) {
  if (number != who.visits) {
    ++found_.stray;
    return;
  }
  if (std::exchange(who.heard, true)) {
    ++found_.doubled;
    return;
  }
  hearing_.record(now - who.since);
  who.since = now;
  who.line.leave();
}

void churn::on_ended(connection& line, ending how, std::string_view why) {
  auto& who = visitors_[line.index()];
  switch (how) {
    case ending::refused:
      ++refusals_;
      why_refused_ = why;
      return refused_.push_back(line.index());
    case ending::cut_off: ++found_.disconnected; break;
    case ending::clean:
      ++visits_;
      leaving_.record(clock::now() - who.since);
      break;
  }
  end_visit(who);
}

void churn::end_visit(visitor& who) {
  ++who.visits;
  to_come_.push_back(who.line.index());
}

void churn::end_overdue(clock::time_point now) {
  if (now < next_look_)
    return;
  next_look_ = now + look_pause;
  to_come_.insert(to_come_.end(), refused_.begin(), refused_.end());
  refused_.clear();
  for (auto& who : visitors_) {
    if (who.line.is_closed() || now - who.since < stage_.patience)
      continue;
    if (who.line.is_joined())
      ++found_.lost;
    else
      ++found_.disconnected;
    who.line.cut();
    end_visit(who);
  }
}

// -- what is told -------------------------------------------------------------

void churn::describe(report& out) const {
  out.settings = {
    {"connections", options_.connections},
    {"rooms", options_.rooms},
    {"payload_bytes", static_cast<double>(options_.payload_bytes)},
  };
  out.latencies.push_back({"joining", "start of the connect", joining_});
  out.latencies.push_back({"hearing", "send time", hearing_});
  out.latencies.push_back({"leaving", "close frame", leaving_});
  out.found = found_;
}

void churn::show_progress(clock::time_point now) {
  if (stage_.display.is_due(now))
    stage_.display.show(std::to_string(visits_) + " visits");
}

} // namespace load
