#include <apps/load/game_events.hpp>

#include <apps/game/chess/san.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <functional>

namespace load {

namespace {

namespace chess = troupe::chess;
using json = nlohmann::json;
using kind = game_event::kind;

constexpr std::size_t max_id_bytes = 128;
constexpr std::size_t max_error_bytes = 200; // of what is printed

json parse(std::string_view text) {
  return json::parse(text, nullptr, false);
}

/// @returns null when there is no such string.
const std::string* text_in(const json& all, const char* name) {
  auto at = all.find(name);
  return at == all.end() ? nullptr : at->get_ptr<const std::string*>();
}

std::string text_or_nothing(const json& all, const char* name) {
  auto text = text_in(all, name);
  return text ? *text : std::string{};
}

/// The game starts with the second player.
bool tells_start(std::string_view type, const json& all) {
  return type == "player_joined" && text_or_nothing(all, "status") == "playing";
}

kind kind_of(std::string_view type, const json& all) {
  if (type == "move_made")
    return kind::move;
  if (type == "seat")
    return kind::seat;
  if (type == "game_over")
    return kind::over;
  if (tells_start(type, all))
    return kind::started;
  return type == "error" ? kind::error : kind::other;
}

std::string words_of_error(const json& all) {
  auto out = text_or_nothing(all, "message");
  if (auto reason = text_in(all, "reason"))
    out.append(": ").append(*reason);
  out.resize(std::min(out.size(), max_error_bytes));
  auto printable = [](char x) { return x >= ' ' && x <= '~'; };
  std::replace_if(out.begin(), out.end(), std::not_fn(printable), '?');
  return out;
}

/// Puts "e7", "e8", "queen" together as "e7e8q".
bool read_squares(const json& all, std::string& out) {
  auto from = text_in(all, "from");
  auto to = text_in(all, "to");
  if (!from || !to)
    return false;
  out = *from + *to;
  if (!all.contains("promotion"))
    return true;
  auto promoted = chess::parse_kind(text_or_nothing(all, "promotion"));
  if (promoted)
    out += chess::fen_letter({chess::color::black, *promoted});
  return promoted.has_value();
}

bool read_move(const json& all, made_move& out) {
  auto ply = all.find("ply");
  if (ply == all.end() || !ply->is_number_unsigned() || *ply > 0xFFFF'FFFFu)
    return false;
  out.ply = ply->get<std::uint32_t>();
  out.san = text_or_nothing(all, "san");
  out.player_id = text_or_nothing(all, "player_id");
  out.next = text_or_nothing(all, "turn");
  return read_squares(all, out.move);
}

} // namespace

game_event read_game_event(std::string_view text) {
  auto all = parse(text);
  auto type = all.is_object() ? text_in(all, "type") : nullptr;
  if (!type)
    return {};
  auto out = game_event{kind_of(*type, all), {}, {}};
  if (out.what == kind::error)
    out.text = words_of_error(all);
  if (out.what == kind::seat)
    out.text = text_or_nothing(all, "player_id");
  if ((out.what == kind::seat && out.text.empty())
      || (out.what == kind::move && !read_move(all, out.move)))
    out.what = kind::damaged;
  return out;
}

std::string join_text(std::size_t side) {
  return side == 0
           ? R"({"type":"JOIN_GAME","player_name":"White","color":"white"})"
           : R"({"type":"JOIN_GAME","player_name":"Black","color":"black"})";
}

std::string move_text(const planned_move& what) {
  auto out = std::string{R"({"type":"MOVE","from":")"};
  out.append(to_string(what.what.from))
    .append(R"(","to":")")
    .append(to_string(what.what.to))
    .append(R"(","piece":")")
    .append(to_string(what.piece));
  if (what.what.promotion)
    out.append(R"(","promotion":")").append(to_string(*what.what.promotion));
  return out.append("\"}");
}

std::string resign_text() {
  return R"({"type":"RESIGN"})";
}

std::optional<std::string> read_game_id(std::string_view body) {
  auto all = parse(body);
  auto id = all.is_object() ? text_in(all, "game_id") : nullptr;
  auto fits = [](char x) {
    return (x >= 'a' && x <= 'z') || (x >= 'A' && x <= 'Z')
           || (x >= '0' && x <= '9') || x == '-' || x == '_';
  };
  if (!id || id->empty() || id->size() > max_id_bytes
      || !std::all_of(id->begin(), id->end(), fits))
    return std::nullopt;
  return *id;
}

std::string read_error(std::string_view body) {
  auto all = parse(body);
  return all.is_object() ? words_of_error(all) : std::string{};
}

} // namespace load
