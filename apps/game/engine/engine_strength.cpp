#include <apps/game/engine/engine_strength.hpp>

#include <algorithm>
#include <array>
#include <charconv>

namespace troupe::chess {

namespace {

using std::chrono::milliseconds;

constexpr auto used = std::array<std::string_view, 5>{
  "Threads", "Hash", "Skill Level", "UCI_LimitStrength", "UCI_Elo"};

constexpr std::uint32_t highest_level = 20;

/// What stands between two words, or behind the first to the end; empty if the
/// words are not there.
std::string_view between(std::string_view line, std::string_view before,
                         std::string_view after) {
  auto at = line.find(before);
  if (at == std::string_view::npos)
    return {};
  line.remove_prefix(at + before.size());
  return line.substr(0, line.find(after));
}

std::optional<int> number_behind(std::string_view line, std::string_view word) {
  auto text = between(line, word, " ");
  auto out = 0;
  auto [end, error]
    = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc{} || end != text.data() + text.size())
    return std::nullopt;
  return out;
}

std::string set(std::string_view name, std::string_view value) {
  return std::string{"setoption name "}.append(name).append(" value ").append(
    value);
}

std::string set(std::string_view name, int value) {
  return set(name, std::to_string(value));
}

/// Level 1 is `least`, level 20 is `most`.
std::int64_t
scaled(std::uint32_t level, std::int64_t least, std::int64_t most) {
  auto steps = std::clamp(level, 1U, highest_level) - 1;
  return least + (most - least) * steps / (highest_level - 1);
}

} // namespace

void engine_settings::offer(std::string_view line) {
  auto name = between(line, "option name ", " type ");
  if (std::ranges::count(used, name) == 0)
    return;
  auto least = number_behind(line, " min ");
  auto most = number_behind(line, " max ");
  if (between(line, " type ", " ") == "check")
    offered_[std::string{name}] = {0, 1};
  else if (least && most && *least <= *most)
    offered_[std::string{name}] = {*least, *most};
}

std::vector<std::string> engine_settings::basics(int hash_mebibytes) const {
  auto out = std::vector<std::string>{};
  if (auto threads = find("Threads"))
    out.push_back(set("Threads", std::clamp(1, threads->least, threads->most)));
  if (auto hash = find("Hash"))
    out.push_back(
      set("Hash", std::clamp(hash_mebibytes, hash->least, hash->most)));
  return out;
}

std::vector<std::string> engine_settings::strength(std::uint32_t level) const {
  auto value = [level](range within) {
    return static_cast<int>(scaled(level, within.least, within.most));
  };
  if (auto skill = find("Skill Level"))
    return {set("Skill Level", value(*skill))};
  auto rating = find("UCI_Elo");
  if (!rating || !find("UCI_LimitStrength"))
    return {};
  if (level >= highest_level)
    return {set("UCI_LimitStrength", "false")};
  return {set("UCI_LimitStrength", "true"), set("UCI_Elo", value(*rating))};
}

std::optional<engine_settings::range>
engine_settings::find(const std::string& name) const {
  auto found = offered_.find(name);
  return found == offered_.end() ? std::nullopt : std::optional{found->second};
}

milliseconds
think_time(const turn_request& about, const engine_options& options) {
  auto wanted
    = milliseconds{scaled(about.level, options.least_think_time.count(),
                          options.most_think_time.count())};
  if (about.time_left_ms == 0)
    return std::max(wanted, milliseconds{1});
  // As if forty moves were to come, and half of each increment to be saved.
  constexpr auto a_year = std::uint64_t{31'536'000'000};
  auto left = std::min(about.time_left_ms, a_year);
  auto share = left / 40 + std::min(about.increment_ms, a_year) / 2;
  auto allowed = milliseconds{std::min(share, left / 20)};
  return std::clamp(allowed, milliseconds{1},
                    std::max(wanted, milliseconds{1}));
}

} // namespace troupe::chess
