#include <troupe/actors/cluster/link_queue.hpp>

#include <algorithm>
#include <utility>

namespace troupe {

bool link_queue::push(caf::message item, std::size_t bytes) {
  waiting_bytes_ += bytes;
  waiting_.push_back({std::move(item), bytes});
  return waiting_bytes_ + unconfirmed_bytes_ <= options_.waiting_bytes;
}

std::optional<link_batch> link_queue::next() {
  if (waiting_.empty() || unconfirmed() >= options_.window_messages
      || unconfirmed_bytes_ >= options_.window_bytes)
    return std::nullopt;
  auto out = link_batch{sent_ + 1, {}};
  auto room = options_.window_messages - unconfirmed();
  auto size = std::size_t{0};
  while (!waiting_.empty() && out.items.size() < room
         && size < options_.batch_bytes) {
    size += waiting_.front().bytes;
    out.items.push_back(std::move(waiting_.front().what));
    waiting_.pop_front();
  }
  waiting_bytes_ -= size;
  unconfirmed_bytes_ += size;
  sent_ += out.items.size();
  flights_.push_back({sent_, size});
  return out;
}

bool link_queue::confirm(std::uint64_t last) {
  if (last > sent_)
    return false;
  while (!flights_.empty() && flights_.front().last <= last) {
    unconfirmed_bytes_ -= flights_.front().bytes;
    flights_.pop_front();
  }
  confirmed_ = std::max(confirmed_, last);
  return true;
}

} // namespace troupe
