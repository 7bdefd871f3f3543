// Asks a server for new games.
#pragma once

#include <apps/load/http_request.hpp>

#include <deque>
#include <vector>

namespace load {

/// Makes games by `POST /api/games`, a bounded number at a time. Each is for
/// somebody that its owner knows by a number.
class game_maker final : private http_request::listener {
public:
  /// No game may be asked for in here: that can wait for the end of the turn.
  class listener {
  public:
    virtual void on_made(std::uint32_t for_whom, std::string game_id) = 0;

    /// @param why in words, for the user.
    virtual void on_not_made(std::uint32_t for_whom, std::string_view why) = 0;

  protected:
    ~listener() = default;
  };

  /// @param at_once requests under way.
  /// @param patience for one answer.
  game_maker(event_loop& loop, const endpoint& server, listener& owner,
             std::size_t at_once, std::chrono::milliseconds patience);

  /// Whether another can be asked for now.
  bool is_free() const noexcept {
    return !free_.empty();
  }

  /// @pre `is_free()`
  void make(std::uint32_t for_whom);

  /// Gives up what takes too long. To be called now and then.
  void end_overdue(clock::time_point now);

private:
  struct order {
    std::uint32_t for_whom = 0;
    clock::time_point since;
  };

  void on_answer(http_request& which, const http_answer& what) override;
  void on_no_answer(http_request& which, std::string_view why) override;

  listener& owner_;
  std::chrono::milliseconds patience_;
  std::deque<http_request> requests_; ///< A deque: they cannot move.
  std::vector<order> orders_;         ///< Of each request.
  std::vector<std::uint32_t> free_;   ///< Requests that are not under way.
};

} // namespace load
