// Commands that a room cannot carry out yet.
#pragma once

#include <troupe/actors/interfaces.hpp>

#include <caf/typed_response_promise.hpp>

#include <cstddef>
#include <utility>
#include <vector>

namespace troupe {

/// Holds commands for a room that waits for what it needs, e.g. for the STORE.
class waiting_commands {
public:
  using promise = caf::typed_response_promise<room_answer>;

  /// @returns whether there was a place for it.
  bool add(const room_command& what, const promise& answer, std::size_t most) {
    if (waiting_.size() >= most)
      return false;
    waiting_.push_back({what, answer});
    return true;
  }

  /// Hands all over, in their order.
  /// @param handle takes the command and the promise of its answer.
  template <class F>
  void serve(F handle) {
    for (auto& next : std::exchange(waiting_, {}))
      handle(next.what, std::move(next.answer));
  }

private:
  struct entry {
    room_command what;
    promise answer;
  };

  std::vector<entry> waiting_;
};

} // namespace troupe
