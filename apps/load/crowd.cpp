#include <apps/load/crowd.hpp>

#include <apps/load/descriptors.hpp>

#include <algorithm>
#include <stdexcept>

namespace load {

namespace {

constexpr auto retry_pause = std::chrono::milliseconds{50};
constexpr auto roll_pause = std::chrono::milliseconds{250};

} // namespace

crowd::crowd(stage& where, const crowd_size& size, std::size_t payload_bytes)
  : stage_(where), size_(size), payload_(where.run, payload_bytes) {
  need_descriptors(size.connections());
  auto& owner = static_cast<connection::listener&>(*this);
  for (std::uint32_t i = 0; i < size.connections(); ++i)
    members_.emplace_back(where.loop, where.server_of(i), *where.speech, owner,
                          i);
}

// -- opening ------------------------------------------------------------------

void crowd::open(const opening& how) {
  opening_ = true;
  opened_at_ = clock::now();
  for (auto i = size_.connections(); i-- > 0;)
    if (member(i).is_closed())
      to_open_.push_back(i);
  auto deadline = opened_at_ + stage_.patience;
  while (joined_ < size_.connections()) {
    start_some(how);
    auto now = clock::now();
    if (now >= deadline || (!refused_.empty() && !how.retry))
      give_up();
    if (refused_.empty()) {
      turn(deadline);
    } else {
      turn(now + retry_pause);
      retry_later();
    }
  }
  opening_ = false;
}

void crowd::start_some(const opening& how) {
  while (under_way_ < how.at_once && !to_open_.empty()) {
    auto& next = member(to_open_.back());
    to_open_.pop_back();
    ++under_way_;
    next.open(stage_.room_name(next.index() / size_.members));
  }
}

void crowd::retry_later() {
  refusals_ += refused_.size();
  to_open_.insert(to_open_.end(), refused_.begin(), refused_.end());
  refused_.clear();
}

void crowd::give_up() const {
  auto text = std::to_string(joined_) + " of "
              + std::to_string(size_.connections()) + " connections opened";
  throw std::runtime_error{why_refused_.empty() ? text
                                                : text + ": " + why_refused_};
}

void crowd::cut_all() {
  for (auto& one : members_)
    one.cut();
  joined_ = 0;
}

// -- who hears whom -----------------------------------------------------------

std::uint64_t crowd::call_roll() {
  present_.assign(size_.connections(), false);
  absent_in_.assign(size_.rooms, size_.members);
  absent_ = size_.connections();
  auto now = clock::now();
  auto deadline = now + stage_.patience;
  for (auto next = now; absent_ > 0 && now < deadline; now = clock::now()) {
    if (now >= next) {
      ask_rooms();
      next = now + roll_pause;
    }
    turn(std::min(next, deadline));
  }
  return absent_;
}

void crowd::ask_rooms() {
  auto text = payload_.write({stamp::kind::probe, 0, 0, clock::now()});
  for (std::uint32_t room = 0; room < size_.rooms; ++room) {
    if (absent_in_[room] == 0)
      continue;
    auto first = members_.begin() + room * size_.members;
    auto speaker = std::find_if(first, first + size_.members,
                                [](auto& x) { return x.is_joined(); });
    if (speaker != first + size_.members)
      speaker->say(text);
  }
}

void crowd::note_presence(connection& who) {
  if (absent_ == 0 || present_[who.index()])
    return;
  present_[who.index()] = true;
  --absent_in_[who.index() / size_.members];
  --absent_;
}

// -- what connections tell ----------------------------------------------------

void crowd::on_joined(connection&) {
  ++joined_;
  --under_way_;
  joining_.record(clock::now() - opened_at_);
}

void crowd::on_said(connection& who, std::string_view text,
                    clock::time_point now) {
  while (auto what = payload_.read(text)) {
    switch (what->what) {
      case stamp::kind::numbered: on_heard(who, *what, now); break;
      case stamp::kind::probe: note_presence(who); break;
      case stamp::kind::damaged: ++found_.damaged; break;
    }
  }
}

void crowd::on_ended(connection& who, ending how, std::string_view why) {
  why_refused_ = why;
  if (how == ending::refused) {
    --under_way_;
    refused_.push_back(who.index());
  } else {
    ++found_.disconnected;
    --joined_;
  }
}

// -- waiting ------------------------------------------------------------------

void crowd::turn(clock::time_point until) {
  stage_.loop.turn(until);
  if (auto now = clock::now(); stage_.display.is_due(now))
    stage_.display.show(progress_line());
}

std::string crowd::progress_line() const {
  return std::to_string(joined_) + " of " + std::to_string(size_.connections())
         + " connections";
}

} // namespace load
