#include <troupe/testkit/simulated_store.hpp>

#include <caf/event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

namespace troupe {

void simulated_store::works() {
  state_->how = mood::works;
  state_->delay = {};
}

void simulated_store::fails() {
  state_->how = mood::fails;
}

void simulated_store::answers_after(std::chrono::nanoseconds delay) {
  state_->how = mood::works;
  state_->delay = delay;
}

void simulated_store::falls_silent() {
  state_->how = mood::is_silent;
}

void simulated_store::put(record what) {
  state_->write({{std::move(what), false}});
}

std::vector<record> simulated_store::read(const store_query& query) const {
  return state_->read(query);
}

void simulated_store::state::write(const std::vector<store_change>& changes) {
  for (const auto& [what, erase] : changes) {
    auto& ids = records[{what.collection, what.key}];
    if (erase)
      ids.erase(what.id);
    else
      ids[what.id] = what.value;
  }
}

std::vector<record>
simulated_store::state::read(const store_query& query) const {
  auto out = std::vector<record>{};
  auto found = records.find({query.collection, query.key});
  if (found == records.end())
    return out;
  for (auto i = found->second.upper_bound(query.after);
       i != found->second.end() && out.size() < query.limit; ++i)
    out.push_back({query.collection, query.key, i->first, i->second});
  return out;
}

// -- the actor ----------------------------------------------------------------

class simulated_store::server : public caf::event_based_actor {
public:
  using promise = caf::typed_response_promise<store_reply>;

  server(caf::actor_config& config, std::shared_ptr<state> shared)
    : event_based_actor(config), shared_(std::move(shared)) {}

  const char* name() const override {
    return "simulated_store";
  }

  caf::behavior make_behavior() override {
    return {
      [this](const store_write& x) {
        return answer([&] { shared_->write(x.changes); }, {});
      },
      [this](const store_query& x) {
        auto found = std::vector<record>{};
        return answer([&] { found = shared_->read(x); }, &found);
      },
      [this](caf::tick_atom, std::uint64_t number) { deliver(number); },
    };
  }

private:
  template <class F>
  promise answer(F&& act, std::vector<record>* found) {
    auto out = make_response_promise<promise>();
    ++shared_->requests;
    if (shared_->how == mood::is_silent)
      return out;
    if (shared_->how == mood::fails) {
      out.deliver(store_reply{"the store is away", {}});
      return out;
    }
    act();
    auto reply = store_reply{
      {}, found ? std::move(*found) : decltype(store_reply::records){}};
    if (shared_->delay.count() == 0) {
      out.deliver(std::move(reply));
      return out;
    }
    late_.emplace(++last_, std::pair{out, std::move(reply)});
    delayed_send(this, shared_->delay, caf::tick_atom_v, last_);
    return out;
  }

  void deliver(std::uint64_t number) {
    auto due = late_.extract(number);
    due.mapped().first.deliver(std::move(due.mapped().second));
  }

  std::shared_ptr<state> shared_;
  std::map<std::uint64_t, std::pair<promise, store_reply>> late_;
  std::uint64_t last_ = 0;
};

store_actor simulated_store::spawn(caf::actor_system& system) const {
  return caf::actor_cast<store_actor>(system.spawn<server>(state_));
}

} // namespace troupe
