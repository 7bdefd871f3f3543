// Somebody who never answers.
#pragma once

#include <caf/event_based_actor.hpp>
#include <caf/message_view.hpp>
#include <caf/result.hpp>

namespace chat {

/// Takes questions and forgets them; who asks waits out its patience.
class mute final : public caf::event_based_actor {
public:
  using event_based_actor::event_based_actor;

  caf::behavior make_behavior() override {
    set_default_handler([](caf::scheduled_actor*, caf::message_view&) {
      return caf::result<caf::message>{caf::delegated<caf::message>{}};
    });
    return {[](caf::tick_atom) {}};
  }
};

} // namespace chat
