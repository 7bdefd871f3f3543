#include <troupe/game/game_events.hpp>

#include <troupe/protocol/names.hpp>
#include <troupe/protocol/utf8.hpp>

namespace troupe {

std::string words_for_game(const field_error& error) {
  return "Invalid message format: " + std::string{error.field} + ": "
         + std::string{error.why};
}

std::optional<problem> join_game::check() const {
  constexpr std::size_t max_code_points = 64;
  if (!valid_name(player_name, 4 * max_code_points)
      || utf8::length(player_name) > max_code_points)
    return refusal(words_for_game({"player_name", "is no valid name"}));
  return std::nullopt;
}

std::optional<problem> add_engine::check() const {
  if (level && (*level < 1 || *level > 20))
    return refusal(words_for_game({"level", "must be 1 to 20"}));
  return std::nullopt;
}

std::optional<problem> game_chat::check() const {
  constexpr std::size_t max_code_points = 200;
  if (utf8::length(message) > max_code_points)
    return refusal(words_for_game({"message", "is too long"}));
  if (utf8::blank(message))
    return refusal(words_for_game({"message", "cannot be empty"}));
  return std::nullopt;
}

publication publish_fields(std::string_view type, const json& fields) {
  auto object = fields;
  object["type"] = type;
  auto text = to_text(object);
  text.pop_back(); // The last brace.
  auto wanted = stamps{};
  wanted.time = true;
  return {std::move(text), wanted};
}

} // namespace troupe
