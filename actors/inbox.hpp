// What a user is to read, until he has.
#pragma once

#include <troupe/actors/room.hpp>
#include <troupe/actors/waiting_commands.hpp>
#include <troupe/protocol/event.hpp>
#include <troupe/protocol/json.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace troupe {

/// Bounds of all inboxes.
struct inbox_options {
  /// Most notifications of one user; of more, the oldest that were read go.
  std::size_t capacity = 1'000;
  /// For the store to answer.
  std::chrono::milliseconds store_patience{5'000};
  /// Until an inbox asks again that the store could not give.
  std::chrono::milliseconds retry_after{1'000};
};

/// Something that a user is to know.
struct notification {
  std::string id; ///< Ids of one user grow.
  std::string message;
  std::string created_at; ///< RFC 3339.
  bool read = false;
};

/// A room whose members are the devices of one user, and which keeps what they
/// are to read in the STORE. Its kind is `inbox::kind`, its name the user's id.
///
/// A device that joins gets all that is unread, then what comes. Commands:
/// `notify {"message"}` answers `{"id"}` when it is stored, `mark_read {"id"}`
/// when that is. Without the store they are `unavailable`, and a device that
/// joins is told so; it gets the list when the store is back.
class inbox final : public room {
public:
  static constexpr auto kind = "notifications";

  inbox(caf::actor_config& config, loop_host* host, room_setup setup,
        inbox_options options = {});

protected:
  void join(const join_request& request) override;
  caf::result<room_answer> command(const room_command& request) override;
  void woken(std::uint64_t) override;
  void release() override;

private:
  using promise = waiting_commands::promise;

  static json to_json(const notification& x);
  static problem unavailable();

  void load();
  void load_after(std::string id);
  void take(const store_reply& page);
  void loaded();
  void unreachable(std::string_view why);
  bool busy() const noexcept;
  void stay_while_busy();
  void move_away();
  void greet(session_id device);
  void execute(const room_command& what, promise answer);
  void notify(const json& data, promise answer);
  void mark_read(const json& data, session_id device, promise answer);
  void write(std::vector<store_change> changes, promise answer,
             std::function<void(bool stored)> then);
  bool full() const;
  const notification* oldest_read() const;
  void add(const notification& made);
  std::string next_id();
  record record_of(const notification& what) const;

  inbox_options options_;
  room_setup setup_;
  std::map<std::string, notification> found_;               ///< While loading.
  std::optional<std::map<std::string, notification>> kept_; ///< Once loaded.
  std::set<std::string> leaving_; ///< Of `kept_`, while they are erased.
  std::size_t arriving_ = 0;      ///< New ones that are being written.
  std::size_t writes_ = 0;        ///< That the store has not answered.
  bool moving_ = false;  ///< To another node, as soon as it is not busy.
  bool loading_ = false; ///< The store has been asked.
  bool pausing_ = false; ///< It could not answer; asked again after a while.
  std::vector<session_id> ungreeted_; ///< Devices without the list.
  std::size_t told_ = 0; ///< So many of them know that the store is away.
  waiting_commands waiting_;
  std::string last_id_;
};

} // namespace troupe
