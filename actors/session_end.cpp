// How a session ends.
#include <troupe/actors/session.hpp>

#include <troupe/actors/log.hpp>
#include <troupe/actors/relay.hpp>

namespace troupe {

void session::give_up() {
  count(setup_.totals->failed_sessions);
  close(close_code::server_fault, "Internal server error");
}

void session::end() {
  if (!closed_) { // An exit message, neither the connection nor the channel.
    closed_ = closed{close_code::going_away, {}};
    setup_.local->settle();
    out_->close(closed_->code, closed_->reason);
  }
  ref_.clear();
  dispatch(closed{*closed_});
  for (auto& member : rooms_)
    leave_room(*member);
  std::erase_if(rooms_, [this](auto& member) {
    if (member->where != membership::stage::admitted)
      setup_.local->adopt(std::move(member));
    return true;
  });
  handlers_ = {};
  forget_expiry();
  setup_.local->remove(opening_.id);
  uncount(setup_.totals->sessions);
  uncount(setup_.totals->routes[opening_.to->number].open);
  log::debug("session_closed",
             {{"connection", std::to_string(opening_.id)},
              {"code", std::to_string(static_cast<unsigned>(closed_->code))},
              {"reason", closed_->reason}});
}

void session::disconnected(close_code code, std::string_view reason) {
  in_context([&] {
    if (!closed_)
      closed_ = closed{code, std::string{reason}};
    quit();
  });
}

void session::dismiss(close_code code, std::string_view reason) {
  in_context([&] { close(code, reason); });
}

void session::drain(std::chrono::milliseconds come_back_after) {
  in_context([&] {
    auto notice = restart_event{};
    notice.retry_after_ms = static_cast<std::uint64_t>(come_back_after.count());
    push(notice);
    close(close_code::restart, notice.message);
  });
}

} // namespace troupe
