#include <apps/load/game_maker.hpp>

#include <apps/load/game_events.hpp>

#include <utility>

namespace load {

game_maker::game_maker(event_loop& loop, const endpoint& server,
                       listener& owner, std::size_t at_once,
                       std::chrono::milliseconds patience)
  : owner_(owner), patience_(patience), orders_(at_once) {
  auto& self = static_cast<http_request::listener&>(*this);
  for (std::uint32_t i = 0; i < at_once; ++i) {
    requests_.emplace_back(loop, server, self, i);
    free_.push_back(i);
  }
}

void game_maker::make(std::uint32_t for_whom) {
  auto index = free_.back();
  free_.pop_back();
  orders_[index] = {for_whom, clock::now()};
  requests_[index].post("/api/games", "{}");
}

void game_maker::end_overdue(clock::time_point now) {
  for (auto& one : requests_) {
    auto overdue = now - orders_[one.index()].since >= patience_;
    if (!one.is_attached() || !overdue)
      continue;
    one.cancel();
    on_no_answer(one, "no answer in time");
  }
}

void game_maker::on_answer(http_request& which, const http_answer& what) {
  constexpr int created = 201;
  auto id = what.status() == created ? read_game_id(what.body()) : std::nullopt;
  if (!id)
    return on_no_answer(which, "the server answered "
                                 + std::to_string(what.status()) + " "
                                 + read_error(what.body()));
  free_.push_back(which.index());
  owner_.on_made(orders_[which.index()].for_whom, std::move(*id));
}

void game_maker::on_no_answer(http_request& which, std::string_view why) {
  free_.push_back(which.index());
  owner_.on_not_made(orders_[which.index()].for_whom, why);
}

} // namespace load
