// Somebody who can say something in a room.
#pragma once

#include <string_view>

namespace load {

/// What a publisher needs of its connection.
class speaker {
public:
  /// @returns false while it is not in the room, or while the server leaves too
  ///          much of what was said unread.
  virtual bool can_say() const = 0;

  /// @pre `can_say()`
  virtual void say(std::string_view payload) = 0;

protected:
  ~speaker() = default;
};

} // namespace load
