// Rooms full of connections.
#pragma once

#include <apps/load/connection.hpp>
#include <apps/load/payload.hpp>
#include <apps/load/report.hpp>
#include <apps/load/stage.hpp>

#include <deque>
#include <vector>

namespace load {

/// How many there are, and where.
struct crowd_size {
  std::uint32_t rooms = 1;
  std::uint32_t members = 1; ///< Of each room.

  std::uint32_t connections() const noexcept {
    return rooms * members;
  }
};

/// The connections of a scenario: opens them, knows who hears whom, and counts
/// who is cut off. Connection `i` is in room `i / members`.
class crowd : private connection::listener {
public:
  crowd(const crowd&) = delete;
  crowd& operator=(const crowd&) = delete;

protected:
  /// How to open.
  struct opening {
    std::size_t at_once = 128; ///< Handshakes under way.
    bool retry = false;        ///< A refusal is no reason to give up.
  };

  /// Errors: throws std::runtime_error when the process may not have so many
  /// sockets.
  crowd(stage& where, const crowd_size& size, std::size_t payload_bytes);

  /// Opens all that are closed, and waits until they have joined.
  /// Errors: throws std::runtime_error when that fails, or takes longer than
  /// the stage's patience.
  void open(const opening& how);

  /// Has somebody speak in each room, again and again, until all have heard it:
  /// that a connection is open does not say that its room knows it yet.
  /// @returns how many heard nothing within the stage's patience.
  std::uint64_t call_roll();

  void cut_all();

  /// Runs the loop until then, or for one turn; shows progress.
  void turn(clock::time_point until);

  /// A member heard a numbered message.
  virtual void
  on_heard(connection& who, const stamp& what, clock::time_point now)
    = 0;

  /// @returns the line for those who watch.
  virtual std::string progress_line() const;

  connection& member(std::uint32_t index) {
    return members_[index];
  }

  std::uint32_t joined() const noexcept {
    return joined_;
  }

  stage& stage_;
  crowd_size size_;
  payload payload_;
  faults found_;
  std::uint64_t refusals_ = 0; ///< Openings that failed and were repeated.
  histogram joining_; ///< From the call of `open` to each one's joining.

private:
  void on_joined(connection& who) final;
  void
  on_said(connection& who, std::string_view text, clock::time_point now) final;
  void on_ended(connection& who, ending how, std::string_view why) final;

  void start_some(const opening& how);
  void retry_later();
  [[noreturn]] void give_up() const;
  void ask_rooms();
  void note_presence(connection& who);

  std::deque<connection> members_; ///< A deque: they cannot move.
  std::uint32_t joined_ = 0;

  // -- while opening ----------------------------------------------------------

  std::vector<std::uint32_t> to_open_;
  std::vector<std::uint32_t> refused_;
  std::size_t under_way_ = 0;
  bool opening_ = false;
  std::string why_refused_;
  clock::time_point opened_at_;

  // -- while calling the roll -------------------------------------------------

  std::vector<bool> present_;
  std::vector<std::uint32_t> absent_in_; ///< For each room.
  std::uint64_t absent_ = 0;
};

} // namespace load
