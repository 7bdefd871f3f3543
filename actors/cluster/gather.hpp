// Asks several actors the same, and makes one answer of theirs.
#pragma once

#include <troupe/actors/interfaces.hpp>

#include <caf/error.hpp>
#include <caf/result.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace troupe {

/// Who lists rooms.
using room_lister = caf::typed_actor<
  caf::replies_to<caf::get_atom>::with<std::vector<room_status>>>;

/// Who does not answer in time is left out.
/// @param add takes the answer so far, and one more.
/// @param then takes the whole.
template <class Answer, class Self, class Handle, class Question, class Add,
          class Then>
void gather_then(Self* self, const std::vector<Handle>& whom,
                 std::chrono::milliseconds patience, const Question& what,
                 Add add, Then then) {
  struct progress {
    Answer so_far;
    std::size_t missing;
  };
  if (whom.empty()) {
    auto none = Answer{};
    return then(none);
  }
  auto state = std::make_shared<progress>(progress{{}, whom.size()});
  auto count = [state, then]() mutable {
    if (--state->missing == 0)
      then(state->so_far);
  };
  for (const auto& each : whom)
    self->request(each, patience, what)
      .then(
        [state, add, count](const Answer& x) mutable {
          add(state->so_far, x);
          count();
        },
        [count](const caf::error&) mutable { count(); });
}

/// The same as the answer to the message that `self` handles.
/// @param finish may change the whole.
template <class Answer, class Self, class Handle, class Question, class Add,
          class Finish>
caf::result<Answer> gather(Self* self, const std::vector<Handle>& whom,
                           std::chrono::milliseconds patience,
                           const Question& what, Add add, Finish finish) {
  auto out = self->template make_response_promise<Answer>();
  gather_then<Answer>(self, whom, patience, what, add,
                      [out, finish](Answer& all) mutable {
                        finish(all);
                        out.deliver(std::move(all));
                      });
  return out;
}

} // namespace troupe
