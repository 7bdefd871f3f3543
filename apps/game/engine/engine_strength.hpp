// How strong an engine plays, and how long it thinks.
#pragma once

#include <apps/game/engine/engine_options.hpp>

#include <troupe/game/opponent.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::chess {

/// What an engine lets one set. Only what is used here is remembered.
class engine_settings {
public:
  /// @param line as the engine says it: "option name Hash type spin ...".
  void offer(std::string_view line);

  /// Commands that go before all moves: one thread, a small table.
  std::vector<std::string> basics(int hash_mebibytes) const;

  /// Commands for a level of 1 to 20: "Skill Level" if the engine has it,
  /// otherwise a rating; none if it has neither.
  std::vector<std::string> strength(std::uint32_t level) const;

private:
  struct range {
    int least = 0;
    int most = 0;
  };

  std::optional<range> find(const std::string& name) const;

  std::map<std::string, range> offered_;
};

/// How long to think: the higher the level, the longer; and no more than a
/// twentieth of the time that is left, but for the first millisecond.
std::chrono::milliseconds
think_time(const turn_request& about, const engine_options& options);

} // namespace troupe::chess
