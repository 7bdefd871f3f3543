#include <troupe/actors/roster.hpp>

#include <algorithm>
#include <utility>

namespace troupe {

// -- what happens -------------------------------------------------------------

void roster::begin(bool from_before) {
  if (!std::exchange(begun_, true))
    made_anew_ = from_before;
}

void roster::hand_in(const node& where,
                     const std::vector<roster_entry>& known) {
  begin(true);
  merge(views_[where], known);
}

void roster::enter(const roster_entry& who) {
  away_.erase(who.session);
  members_.insert_or_assign(who.session, who);
}

void roster::leave(session_id who) {
  members_.erase(who);
  away_.erase(who);
}

void roster::note_entered(const node& where, const roster_entry& who) {
  if (auto view = views_.find(where); view != views_.end())
    merge(view->second, {who});
}

void roster::note_left(const node& where, session_id who) {
  if (auto view = views_.find(where); view != views_.end())
    view->second.erase(who);
}

void roster::move_away(session_id who) {
  if (auto found = members_.extract(who))
    away_.insert(std::move(found));
}

void roster::forget(const node& where) {
  views_.erase(where);
  made_anew_ = false; // Who left with it is announced when it comes back.
}

void roster::settle(const std::vector<node>& nodes) {
  away_.clear();
  for (const auto& each : nodes)
    views_.erase(each);
  made_anew_ = false;
}

// -- what there is to tell ----------------------------------------------------

bool roster::knows(const node& where, session_id who, bool again) const {
  if (auto view = views_.find(where); view != views_.end())
    return view->second.contains(who);
  return members_.contains(who) || away_.contains(who)
         || (again && made_anew_ && !where);
}

std::vector<roster_entry> roster::absent() const {
  auto all = away_;
  for (const auto& [where, view] : views_)
    all.insert(view.begin(), view.end());
  std::erase_if(all,
                [this](const auto& x) { return members_.contains(x.first); });
  return entries_of(all);
}

std::vector<roster_entry> roster::unknown() const {
  auto out = std::vector<roster_entry>{};
  for (const auto& [session, entry] : members_) {
    auto is_news = [session = session](const auto& x) {
      return x.second.size() < max_roster && !x.second.contains(session);
    };
    if (std::any_of(views_.begin(), views_.end(), is_news))
      out.push_back(entry);
  }
  return out;
}

std::vector<roster_entry> roster::known_to(const node& where) const {
  if (auto view = views_.find(where); view != views_.end())
    return entries_of(view->second);
  auto all = members_;
  all.insert(away_.begin(), away_.end());
  return entries_of(all);
}

// -- lists --------------------------------------------------------------------

void merge(roster_list& into, const std::vector<roster_entry>& more) {
  for (const auto& each : more)
    if (into.size() < max_roster)
      into.try_emplace(each.session, each);
}

std::vector<roster_entry> entries_of(const roster_list& all) {
  auto out = std::vector<roster_entry>{};
  for (const auto& [session, entry] : all)
    out.push_back(entry);
  return out;
}

} // namespace troupe
