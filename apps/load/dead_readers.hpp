// Members who hang: they join their room, and read nothing after that.
#pragma once

#include <apps/load/connection.hpp>
#include <apps/load/stage.hpp>

#include <deque>
#include <string>

namespace load {

/// Nothing is expected of them, and nothing they miss is a fault.
class dead_readers final : private connection::listener {
public:
  /// @param in_each_room how many; 0: nobody.
  dead_readers(stage& where, std::uint32_t rooms, std::uint32_t in_each_room);

  dead_readers(const dead_readers&) = delete;
  dead_readers& operator=(const dead_readers&) = delete;

  /// Opens all, and waits until they have joined.
  /// Errors: throws std::runtime_error when that fails, or takes longer than
  /// the stage's patience.
  void join();

private:
  void on_joined(connection& who) override;
  void on_said(connection&, std::string_view, clock::time_point) override {}
  void on_ended(connection& who, ending how, std::string_view why) override;

  stage& stage_;
  std::uint32_t in_each_room_;
  std::deque<connection> all_; ///< A deque: they cannot move.
  std::uint32_t joined_ = 0;
  std::string why_refused_; ///< The last one; empty: nobody was.
};

} // namespace load
