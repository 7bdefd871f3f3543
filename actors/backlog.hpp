// What waits for a slow client whose route does not just disconnect it.
#pragma once

#include <troupe/actors/counters.hpp>
#include <troupe/actors/slow_members.hpp>
#include <troupe/protocol/frame.hpp>
#include <troupe/protocol/timestamps.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace troupe {

/// Frames behind a connection's output, in their order, as long as the client
/// takes no more. Serves the connection of net/ and that of the test kit.
///
/// Thread: its connection's.
class backlog {
public:
  /// @pre `policy` is not `disconnect`; `totals` outlives it.
  /// @param max_bytes that may wait, together with what is on its way.
  backlog(slow_members policy, std::size_t max_bytes, counters& totals);

  /// What is on its way cannot be left out any more, so a connection has no
  /// more than this of it. Unit: bytes.
  std::size_t round_bytes() const noexcept {
    return std::min(most_at_once, max_bytes_ / 2);
  }

  bool empty() const noexcept {
    return queue_.empty();
  }

  /// What the frames take, uncompressed, small ones more than they say.
  /// Unit: bytes.
  std::size_t bytes() const noexcept {
    return bytes_;
  }

  /// Puts the frame behind the others, after the policy has made room. As
  /// without a policy the last one may pass the limit.
  /// @param is_event whether it comes from a room.
  /// @param ahead what is on its way. Unit: bytes.
  /// @returns false when there is too much that must not be left out.
  bool add(const frame_ptr& what, bool is_event, std::size_t ahead);

  /// Takes what goes out next. Where events were left out, the first of these
  /// frames says how many. With `latest_only` that is all there is, so that a
  /// key that changes all the time has its turn too.
  std::vector<frame_ptr> next(wall_time now);

  /// Takes everything.
  std::vector<frame_ptr> all(wall_time now);

private:
  using queue = std::list<frame_ptr>;

  static constexpr std::size_t most_at_once = 65'536;
  /// What a frame that waits takes besides its text. Unit: bytes.
  static constexpr std::size_t frame_overhead = 160;

  static std::size_t cost(const frame& what) noexcept {
    return what.wire().size() + frame_overhead;
  }

  bool over(std::size_t ahead) const noexcept;
  void leave_out(queue::iterator which);
  void conflate(const frame_ptr& with);
  std::vector<frame_ptr> take(std::size_t most, wall_time now);
  frame_ptr take_first();

  slow_members policy_;
  std::size_t max_bytes_;
  counters& totals_;
  queue queue_;
  std::size_t bytes_ = 0;
  std::deque<queue::iterator> events_; ///< That may be left out, oldest first.
  std::unordered_map<std::string_view, queue::iterator> keyed_; ///< By its key.
  std::uint64_t dropped_ = 0; ///< And the client was not told.
};

} // namespace troupe
