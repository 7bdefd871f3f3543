// Measures what server and load generator spend between two moments.
#pragma once

#include <apps/load/event_loop.hpp>
#include <apps/load/report.hpp>

namespace load {

/// @pre The server has no connections yet when it is made.
class meter {
public:
  /// @param server 0: not known; its part stays empty then.
  /// Errors: throws std::runtime_error when there is no such process.
  explicit meter(pid_t server);

  void start();

  /// Fills in what was spent since `start`, and how long that was.
  /// Errors: throws std::runtime_error when the server is gone.
  void stop(report& out) const;

private:
  std::optional<process_usage> server_now() const;

  pid_t server_;
  std::optional<process_usage> before_; ///< The server, before all.
  std::optional<process_usage> server_start_;
  std::optional<process_usage> client_start_;
  clock::time_point start_;
};

} // namespace load
