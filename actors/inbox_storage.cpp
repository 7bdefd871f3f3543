// How an inbox comes from the STORE, and what it puts there.
#include <troupe/actors/inbox.hpp>

#include <troupe/actors/log.hpp>
#include <troupe/protocol/common_events.hpp>
#include <troupe/protocol/publication.hpp>

#include <cstdio>
#include <utility>

namespace troupe {

namespace {

/// Most records that the store is asked for at a time.
constexpr std::uint32_t page_size = 1'000;

/// @returns nothing for a record that is none of ours.
std::optional<notification> from_record(const record& what) {
  auto x = json::parse(what.value, nullptr, /*allow_exceptions=*/false);
  if (!x.is_object())
    return std::nullopt;
  return notification{what.id, x.value("message", ""),
                      x.value("created_at", ""), x.value("read", false)};
}

} // namespace

// -- from the store -----------------------------------------------------------

void inbox::load() {
  if (kept_ || pausing_ || std::exchange(loading_, true))
    return;
  found_.clear();
  load_after({});
}

void inbox::load_after(std::string id) {
  if (!setup_.store)
    return loaded(); // Nothing survives this actor.
  auto page = store_query{kind, setup_.key.name, std::move(id), page_size};
  request(setup_.store, options_.store_patience, std::move(page))
    .then([this](const store_reply& x) { take(x); },
          [this](const caf::error&) { unreachable("no answer"); });
}

void inbox::take(const store_reply& page) {
  if (!page.trouble.empty())
    return unreachable(page.trouble);
  for (const auto& each : page.records)
    if (auto x = from_record(each))
      found_.emplace(x->id, std::move(*x));
  if (page.records.size() < page_size)
    return loaded();
  load_after(page.records.back().id);
}

void inbox::loaded() {
  loading_ = false;
  kept_ = std::exchange(found_, {});
  if (!kept_->empty())
    last_id_ = kept_->rbegin()->first;
  told_ = 0;
  for (auto device : std::exchange(ungreeted_, {}))
    greet(device);
  waiting_.serve([this](const auto& what, auto answer) {
    execute(what, std::move(answer));
  });
  stay_while_busy();
}

void inbox::unreachable(std::string_view why) {
  log::debug("inbox_not_loaded",
             {{"user", setup_.key.name}, {"why", std::string{why}}});
  for (; told_ < ungreeted_.size(); ++told_)
    state.tell_one(troupe::publish(to_event(unavailable())), ungreeted_[told_]);
  waiting_.serve([](const auto&, auto answer) {
    answer.deliver(refusal_of(unavailable()));
  });
  loading_ = false;
  if (state.status().members > 0) {
    pausing_ = true;
    wake_after(options_.retry_after, 0);
  }
  stay_while_busy();
}

void inbox::woken(std::uint64_t) {
  pausing_ = false;
  load();
}

// -- to the store -------------------------------------------------------------

void inbox::write(std::vector<store_change> changes, promise answer,
                  std::function<void(bool)> then) {
  if (!setup_.store)
    return then(true);
  ++writes_;
  auto written = [this, answer, then = std::move(then)](bool stored) mutable {
    --writes_;
    then(stored);
    if (!stored)
      answer.deliver(refusal_of(unavailable()));
    stay_while_busy();
  };
  request(setup_.store, options_.store_patience,
          store_write{std::move(changes)})
    .then(
      [written](const store_reply& x) mutable { written(x.trouble.empty()); },
      [written](const caf::error&) mutable { written(false); });
}

std::string inbox::next_id() {
  auto now = setup_.now().time_since_epoch().count();
  char text[32];
  std::snprintf(text, sizeof text, "%013llx",
                static_cast<unsigned long long>(now));
  auto made = std::string{text} + "-0000";
  for (auto i = 1; made <= last_id_; ++i) { // Within one millisecond.
    std::snprintf(text, sizeof text, "-%04x", i);
    made = last_id_.substr(0, 13) + text;
  }
  last_id_ = made;
  return made;
}

record inbox::record_of(const notification& what) const {
  auto value = to_json(what);
  value.erase("id");
  return {kind, setup_.key.name, what.id, to_text(value)};
}

// -- its end ------------------------------------------------------------------

bool inbox::busy() const noexcept {
  return loading_ || writes_ > 0;
}

/// Who ends is not there for what the store answers.
void inbox::stay_while_busy() {
  if (state.retiring())
    return;
  if (moving_ && !busy())
    move_away();
  else if (setup_.store)
    state.keep(busy());
}

void inbox::release() {
  moving_ = true;
  stay_while_busy();
}

void inbox::move_away() {
  room::release();
  waiting_.serve([this](const auto& what, auto answer) {
    answer.delegate(state.directory(), what);
  });
}

} // namespace troupe
