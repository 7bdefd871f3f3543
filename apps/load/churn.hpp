// The scenario `churn`: connections that come, speak and go.
#pragma once

#include <apps/load/connection.hpp>
#include <apps/load/meter.hpp>
#include <apps/load/payload.hpp>
#include <apps/load/stage.hpp>

#include <deque>

namespace load {

struct churn_options {
  std::uint32_t connections = 100; ///< At a time.
  std::uint32_t rooms = 10;
  std::size_t payload_bytes = 64;
  std::uint64_t visits = 0; ///< In all, then it ends; 0: as `measured` says.
  std::chrono::milliseconds warm_up{1'000};
  std::chrono::milliseconds measured{5'000};
};

/// Each visitor connects, joins, says one message, leaves when it has heard it,
/// and comes again. Shows what coming and going costs, and whether the server's
/// memory grows with it.
class churn final : private connection::listener {
public:
  churn(stage& where, const churn_options& how);

  /// Errors: throws std::runtime_error when nobody could come.
  report run();

private:
  struct visitor {
    visitor(stage& where, churn& owner, std::uint32_t index);

    connection line;
    std::uint32_t visits = 0; ///< Its messages have this number.
    bool heard = false;       ///< Its message of this visit.
    clock::time_point since;  ///< The start of what it waits for.
  };

  void on_joined(connection& who) override;
  void on_said(connection& who, std::string_view text,
               clock::time_point now) override;
  void on_ended(connection& who, ending how, std::string_view why) override;

  void run_until(clock::time_point end);
  bool is_over() const noexcept;
  void send_in();
  void come(std::uint32_t index);
  void on_own(visitor& who, std::uint32_t number, clock::time_point now);
  void end_visit(visitor& who);
  void end_overdue(clock::time_point now);
  void show_progress(clock::time_point now);
  void describe(report& out) const;

  stage& stage_;
  churn_options options_;
  payload payload_;
  std::deque<visitor> visitors_;       ///< A deque: they cannot move.
  std::vector<std::uint32_t> to_come_; ///< Whose visit has ended.
  std::vector<std::uint32_t> refused_; ///< They wait before they try again.
  std::string why_refused_;
  clock::time_point next_look_; ///< For who waits too long.
  std::uint64_t begun_ = 0;     ///< Visits, those refused included.
  std::uint64_t visits_ = 0;    ///< That ended well.
  std::uint64_t refusals_ = 0;
  bool time_is_up_ = false;
  faults found_;
  histogram joining_;
  histogram hearing_;
  histogram leaving_;
};

} // namespace load
