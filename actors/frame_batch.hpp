// What one turn of a loop has for the members of a room.
#pragma once

#include <troupe/protocol/frame.hpp>

#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace troupe {

/// Frames that go together to many connections of one loop, put behind each
/// other once, for all of them.
/// Thread: its loop's, for the references too: none of it is atomic.
class frame_batch final
  : public boost::intrusive_ref_counter<frame_batch,
                                        boost::thread_unsafe_counter> {
public:
  /// @pre nobody shares it yet.
  void add(const frame_ptr& what) {
    frames_.push_back(what);
    wire_ += what->wire();
  }

  void clear() {
    frames_.clear();
    wire_.clear();
  }

  const std::vector<frame_ptr>& frames() const noexcept {
    return frames_;
  }

  /// All of them, as they go on the wire.
  std::string_view wire() const noexcept {
    return wire_;
  }

  /// Bytes that it holds, used or not.
  std::size_t capacity() const noexcept {
    return wire_.capacity();
  }

private:
  std::vector<frame_ptr> frames_;
  std::string wire_;
};

using frame_batch_ptr = boost::intrusive_ptr<frame_batch>;

} // namespace troupe
