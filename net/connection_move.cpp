// How a connection goes to the loop that serves its room.
#include <troupe/net/connection.hpp>

namespace troupe {

/// Goes on here, or leaves when the turn is over: until then somebody may still
/// refer to it.
void connection::settle(admitted what) {
  const auto* room = named_by(what.to.params);
  seat_ = table_->actors.affinity().enter(room ? *room : std::string_view{},
                                          table_->loop_index);
  if (!table_->all || seat_->loop == table_->loop_index)
    return upgrade(std::move(what));
  stage_ = stage::moving;
  table_->loop.deadlines().drop(*this);
  wanted_ = std::make_unique<admitted>(std::move(what));
  queue_turn_end();
}

void connection::move() {
  if (tls_ && !blocked_)
    flush(); // What TLS says by itself.
  if (stage_ != stage::moving)
    return;
  if (output_waits())
    return stay();
  auto self = std::move(table_->open.extract(this).mapped());
  table_->loop.sockets().remove(*this);
  table_ = (*table_->all)[seat_->loop].get();
  cork_.use(table_->loop.buffers());
  if (tls_)
    tls_->use(table_->loop.buffers());
  auto& there = table_->loop;
  there.post([self = std::move(self)] { self->arrive(); });
}

/// Its client is too slow for the move to matter.
void connection::stay() {
  auto& affinity = table_->actors.affinity();
  affinity.leave(*seat_);
  seat_ = affinity.enter({}, table_->loop_index);
  begin();
}

void connection::arrive() {
  table_->open.emplace(this, shared_from_this());
  if (table_->cut || !table_->loop.sockets().add(fd_, *this))
    return die();
  begin();
}

/// Begins the session that it has come for.
void connection::begin() {
  auto wanted = std::exchange(wanted_, nullptr);
  stage_ = stage::head;
  if (table_->admission.draining())
    return drain({});
  upgrade(std::move(*wanted));
  if (std::exchange(half_closed_, false))
    on_fin();
}

} // namespace troupe
