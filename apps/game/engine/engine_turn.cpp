#include <apps/game/engine/engine_turn.hpp>

#include <apps/game/chess/fen.hpp>
#include <apps/game/chess/legal_moves.hpp>

#include <troupe/protocol/json.hpp>

namespace troupe::chess {

result<position> position_of(std::string_view state) {
  auto moment = parse_object(state, limits{}.json_depth);
  if (!moment)
    return moment.error();
  auto fen = moment->find("fen");
  if (fen == moment->end() || !fen->is_string())
    return invalid_field("fen", "a text is needed");
  auto out = parse_fen(fen->get_ref<const std::string&>());
  if (out && legal_moves(*out).empty())
    return refusal("there is no move to make");
  return out;
}

std::string wish_for(const position& at, move what) {
  auto kind = at.pieces.at(what.from)->kind;
  auto out = json{{"from", to_string(what.from)},
                  {"to", to_string(what.to)},
                  {"piece", to_string(kind)}};
  if (what.promotion)
    out["promotion"] = to_string(*what.promotion);
  return to_text(out);
}

} // namespace troupe::chess
