// What an inbox tells the devices of its user.
#pragma once

#include <troupe/protocol/event.hpp>

#include <string>

namespace troupe {

/// Something new to read.
struct notification_event {
  std::string id;
  std::string message;
  std::string created_at;
  bool read = false;
};
TROUPE_EVENT(notification_event, "notification", id, message, created_at, read)

/// All that is unread, to a device that comes: a list of what
/// `notification_event` holds.
struct notifications_event {
  any_json notifications;
};
TROUPE_EVENT(notifications_event, "notifications", notifications)

/// Another device has read it.
struct notification_read_event {
  std::string id;
};
TROUPE_EVENT(notification_read_event, "notification_read", id)

} // namespace troupe
