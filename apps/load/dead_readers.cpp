#include <apps/load/dead_readers.hpp>

#include <stdexcept>

namespace load {

dead_readers::dead_readers(stage& where, std::uint32_t rooms,
                           std::uint32_t in_each_room)
  : stage_(where), in_each_room_(in_each_room) {
  auto& owner = static_cast<connection::listener&>(*this);
  for (std::uint32_t i = 0; i < rooms * in_each_room; ++i)
    all_.emplace_back(where.loop, where.server_of(i), *where.speech, owner, i);
}

void dead_readers::join() {
  for (auto& one : all_)
    one.open(stage_.room_name(one.index() / in_each_room_));
  auto deadline = clock::now() + stage_.patience;
  while (joined_ < all_.size()) {
    if (!why_refused_.empty() || clock::now() >= deadline)
      throw std::runtime_error{"not all --dead-readers could join: "
                               + why_refused_};
    stage_.loop.turn(deadline);
  }
}

void dead_readers::on_joined(connection& who) {
  ++joined_;
  who.stop_reading();
}

void dead_readers::on_ended(connection&, ending how, std::string_view why) {
  if (how == ending::refused)
    why_refused_ = why;
}

} // namespace load
