// How a game comes to another node.
#include <troupe/game/game.hpp>

#include <caf/send.hpp>

#include <algorithm>
#include <utility>

namespace troupe {

namespace {

/// For what the game's last node sends, if it is still there: members of other
/// nodes may be faster.
constexpr auto heritage_patience = std::chrono::seconds{3};

} // namespace

// -- there --------------------------------------------------------------------

/// The store of this node may be its own: its record says that there is a newer
/// one.
std::string game::heritage() {
  if (!match_)
    return {};
  auto what = snapshot();
  auto out = to_text(what);
  what["handed_over"] = !ending_;
  if (setup_.store)
    caf::anon_send(setup_.store, store_write{changes_to(what)});
  dirty_ = false;
  return out;
}

// -- here ---------------------------------------------------------------------

void game::inherit(const std::string& saved) {
  auto what = json::parse(saved, nullptr, /*allow_exceptions=*/false);
  if (!what.is_object())
    return;
  if (!match_ || is_behind(what))
    take_over(what);
  if (!match_)
    return; // This node does not know its rules.
  save();
  touch(); // Its last node's own record may come to the store after this one.
}

/// A member was faster, and the store's record is older; or both sides of a
/// partition have played.
bool game::is_behind(const json& what) const {
  if (ending_)
    return false;
  auto size
    = [&](const char* list) { return what.value(list, json::array()).size(); };
  return std::pair{size("moves"), size("players")}
         >= std::pair{plies_, seats_.taken()};
}

/// Those who are here already stay where they sit.
void game::take_over(const json& what) {
  auto sat = std::exchange(seats_, seat_table{2});
  match_.reset();
  plies_ = 0;
  clock_.reset();
  draw_offer_.reset();
  old_record_ = {};
  phase_ = phase::missing;
  restore(what);
  for (seat_index i = 0; i < seats_.size(); ++i)
    if (auto* now = seats_.at(i), *was = sat.at(i);
        now && was && now->id == was->id && was->session != 0)
      sit_again(i, was->session);
  newcomers_.clear();
  for (auto session : state.members())
    newcomers_.push_back({session, true});
  serve_waiting();
}

bool game::some_return() const {
  return std::any_of(newcomers_.begin(), newcomers_.end(),
                     [](const newcomer& x) { return x.again; });
}

/// Some have been here before, or the record says that another node had the
/// game after this one: so there must be a newer one.
bool game::waits_for_heritage() {
  if (old_record_.is_null() && !some_return())
    return false;
  phase_ = phase::loading;
  wake(alarm::heritage, heritage_patience);
  return true;
}

/// An old record is better than none when all nodes start anew. But nobody
/// shall play on from there who has seen what came after it.
void game::give_up_waiting() {
  if (phase_ != phase::loading)
    return;
  phase_ = phase::missing;
  if (auto record = std::exchange(old_record_, {}); record.is_object())
    restore(record);
  if (!match_)
    unlist();
  else if (some_return())
    finish(node_lost());
  else
    save(); // It is the newest from now on.
  serve_waiting();
  state.settle();
}

} // namespace troupe
