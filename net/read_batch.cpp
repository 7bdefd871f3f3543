#include <troupe/net/read_batch.hpp>

#include <troupe/net/socket_io.hpp>

#include <algorithm>

namespace troupe {

namespace {

/// How many are read before they are told.
constexpr std::size_t max_jobs = 128;
/// Between the starts of two reads: were it a power of two, all would meet in
/// the same few lines of the processor's cache.
constexpr std::size_t stride = read_batch::short_read + 64;

} // namespace

read_batch::read_batch(socket_calls& calls)
  : calls_(calls),
    memory_(
      std::make_unique_for_overwrite<char[]>(max_jobs * stride + long_read)) {}

void read_batch::read() {
  for (std::size_t i = 0; i < readers_.size();)
    i += read_some(i);
  readers_.clear();
}

/// Asks each for its socket just before, since who is told something may close
/// those of others.
/// @returns how many it has dealt with.
std::size_t read_batch::read_some(std::size_t first) {
  auto end = std::min(readers_.size(), first + max_jobs);
  served_.clear();
  jobs_.clear();
  for (auto i = first; i < end; ++i) {
    auto fd = readers_[i]->input();
    if (fd < 0)
      continue;
    served_.push_back(readers_[i]);
    jobs_.push_back({fd, {memory_.get() + jobs_.size() * stride, short_read}});
  }
  calls_.read(jobs_);
  for (std::size_t i = 0; i < jobs_.size(); ++i)
    tell(*served_[i], jobs_[i]);
  return end - first;
}

void read_batch::tell(batch_reader& who, const read_job& job) {
  auto bytes_of
    = [](int result) { return static_cast<std::size_t>(std::max(result, 0)); };
  who.on_read(job.result, {job.room.data(), bytes_of(job.result)});
  auto was_full = bytes_of(job.result) == job.room.size();
  auto fd = was_full ? who.input() : -1;
  if (fd < 0)
    return;
  auto* room = memory_.get() + max_jobs * stride;
  auto result = receive_now(fd, {room, long_read});
  if (result != 0) // The end has time until what came before is answered.
    who.on_read(result, {room, bytes_of(result)});
}

} // namespace troupe
