#include "game_world.hpp"

#include <caf/typed_event_based_actor.hpp>

using namespace troupe;
using namespace tests;

namespace {

/// What the machine does when it is asked.
struct plan {
  std::vector<std::string> moves; ///< As JSON; "" is trouble.
  bool silent = false;
  std::vector<turn_request> asked{};
};

class scripted_opponent final : public opponent_actor::base {
public:
  scripted_opponent(caf::actor_config& config, std::shared_ptr<plan> what)
    : opponent_actor::base(config), plan_(std::move(what)) {}

  behavior_type make_behavior() override {
    return {[this](const turn_request& x) -> caf::result<turn_answer> {
      plan_->asked.push_back(x);
      if (plan_->silent)
        return make_response_promise<
          caf::typed_response_promise<turn_answer>>();
      auto move = plan_->moves.at(plan_->asked.size() - 1);
      return turn_answer{move, move.empty() ? "out of ideas" : ""};
    }};
  }

private:
  std::shared_ptr<plan> plan_;
};

std::string wish(const std::string& squares, const std::string& piece) {
  return to_text({{"from", squares.substr(0, 2)},
                  {"to", squares.substr(2, 2)},
                  {"piece", piece}});
}

/// A player who has asked for a machine to play White.
struct machine_world {
  explicit machine_world(plan what)
    : does(std::make_shared<plan>(std::move(what))) {
    auto games = game_options{};
    games.opponents.at_once = 1;
    games.opponents.make = [this](caf::actor_system& system) {
      return caf::actor_cast<opponent_actor>(
        system.spawn<scripted_opponent>(does));
    };
    in_use = games.opponents.in_use;
    sim = std::make_unique<simulation>(game_routes(), game_options_of(games));
    auto id = make_game(*sim, {{"rules", "chess"}, {"time_ms", 60'000}});
    me = std::make_unique<client>(sim->connect("/game/" + id));
    sits_down(*me, "black");
    me->sends_text(R"({"type":"ADD_ENGINE","level":7})");
    sim->settle();
  }

  std::shared_ptr<plan> does;
  std::shared_ptr<std::atomic<std::size_t>> in_use;
  std::unique_ptr<simulation> sim;
  std::unique_ptr<client> me;
};

} // namespace

TEST_CASE("a machine takes the free seat, and moves in its turn",
          "[opponent]") {
  auto world = machine_world{{{wish("e2e4", "pawn"), wish("d2d4", "pawn")}}};
  auto joined = world.me->received("player_joined");
  CHECK(joined.at("engine") == true);
  CHECK(joined.at("color") == "white");
  CHECK(world.me->received("move_made").at("san") == "e4");
  moves(*world.me, "e7e5");
  world.sim->settle();
  CHECK(world.me->received("move_made").at("san") == "d4");
  REQUIRE(world.does->asked.size() == 2);
  CHECK(world.does->asked[0].level == 7);
  CHECK(world.does->asked[0].time_left_ms == 60'000);
  CHECK(json::parse(world.does->asked[1].state).at("fen")
        == "rnbqkbnr/pppp1ppp/8/4p3/4P3/8/PPPP1PPP/RNBQKBNR w KQkq e6 0 2");
}

TEST_CASE("a machine that cannot move has lost, and nobody else",
          "[opponent]") {
  auto world = machine_world{{{"", "", ""}}};
  CHECK(world.me->received("game_over").at("result") == "0-1");
  CHECK(world.me->received("game_over").at("reason") == "abandoned");
}

TEST_CASE("a machine that fails once is asked again", "[opponent]") {
  auto world
    = machine_world{{{"", "", wish("e2e4", "pawn"), "", wish("d2d4", "pawn")}}};
  CHECK(world.me->received("move_made").at("san") == "e4");
  moves(*world.me, "e7e5");
  world.sim->settle();
  CHECK(world.me->received("move_made").at("san") == "d4");
  CHECK(world.me->count("game_over") == 0);
}

TEST_CASE("a machine that breaks the rules has lost", "[opponent]") {
  auto bad = wish("e2e5", "pawn");
  auto world = machine_world{{{bad, bad, bad}}};
  CHECK(world.me->count("move_made") == 0);
  CHECK(world.me->received("game_over").at("result") == "0-1");
}

TEST_CASE("a machine that says nothing has lost in the end", "[opponent]") {
  auto world = machine_world{{{}, true}};
  CHECK(world.me->count("game_over") == 0);
  world.sim->advance(59s);
  CHECK(world.me->count("game_over") == 0);
  world.sim->advance(1s);
  CHECK(world.me->received("game_over").at("result") == "0-1");
}

TEST_CASE("there are only so many machines, and each is free after its game",
          "[opponent]") {
  auto world = machine_world{{{wish("e2e4", "pawn")}}};
  auto id = make_game(*world.sim);
  auto other = world.sim->connect("/game/" + id);
  sits_down(other, "white");
  says(other, "ADD_ENGINE");
  world.sim->settle();
  CHECK(other.received("error").at("message") == "All engines are busy");
  says(*world.me, "RESIGN");
  world.sim->settle();
  CHECK(*world.in_use == 0);
}

TEST_CASE_METHOD(game_world, "without a machine nobody gets one",
                 "[opponent]") {
  says(watcher, "ADD_ENGINE");
  sim.settle();
  CHECK(watcher.received("error").at("message") == "There is no engine here");
  CHECK(watcher.received("game_state").at("engine_available") == false);
}

TEST_CASE("a machine that thinks ends with its game", "[opponent]") {
  auto world = std::make_unique<machine_world>(plan{{}, true});
  auto in_use = world->in_use;
  CHECK(*in_use == 1);
  world->sim->restart(world->sim->on().name());
  world.reset();
  CHECK(*in_use == 0);
}
