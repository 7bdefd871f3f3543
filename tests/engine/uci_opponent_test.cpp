// Opponents whose engines are scripts, most of them bad ones.
#include "engine_world.hpp"

#include "catch.hpp"

#include <signal.h>

using namespace troupe;
using namespace troupe::chess;
using namespace tests;
using namespace std::chrono_literals;

namespace {

const auto good_move = std::string{"echo bestmove e2e4 ponder e7e5"};

/// At the first go something else than later.
std::string first(const std::string& what) {
  return "if [ $go = 1 ]; then " + what + "; else " + good_move + "; fi";
}

/// A test leaves neither processes nor descriptors.
struct nothing_left {
  ~nothing_left() {
    CHECK(children().empty());
    CHECK(open_descriptors() == descriptors);
  }

  std::size_t descriptors = open_descriptors();
};

auto is_fine = [](const turn_answer& x) { return x.trouble.empty(); };

/// The first request meets trouble, the next one a new engine that works.
void recovers_from(uci_opponent_options options, const std::string& trouble) {
  engine_world world{std::move(options)};
  CHECK(world.ask().trouble == trouble);
  auto next = world.ask();
  CHECK(next.trouble == "");
  CHECK(next.move == R"({"from":"e2","piece":"pawn","to":"e4"})");
}

} // namespace

TEST_CASE("an engine's move comes back as a player's wish") {
  nothing_left after;
  script_folder folder;
  engine_world world{quick(folder.add_engine(good_move))};
  auto answer = world.ask();
  CHECK(answer.trouble == "");
  CHECK(answer.move == R"({"from":"e2","piece":"pawn","to":"e4"})");
}

TEST_CASE("a promotion says what the pawn becomes") {
  script_folder folder;
  engine_world world{quick(folder.add_engine("echo bestmove a7a8n"))};
  CHECK(world.ask("8/P6k/8/8/8/8/8/K7 w - - 0 1").move
        == R"({"from":"a7","piece":"pawn","promotion":"knight","to":"a8"})");
}

TEST_CASE("an engine gets the position as the rules write it, and its time") {
  script_folder folder;
  engine_world world{quick(folder.add("engine", "tee heard | while read line\n"
                                                "do case \"$line\" in\n"
                                                "uci) echo uciok;;\n"
                                                "isready) echo readyok;;\n"
                                                "go*) echo bestmove e2e4;;\n"
                                                "esac\ndone\n"))};
  CHECK(is_fine(world.ask(turn_request{moment(start_fen), 20, 1'000, 0})));
  auto wanted = "ucinewgame\nposition fen " + start_fen + "\ngo movetime ";
  auto heard = [&] { return folder.read("heard"); };
  REQUIRE(
    comes_true([&] { return heard().find(wanted) != std::string::npos; }));
  auto time = std::stoi(heard().substr(heard().find(wanted) + wanted.size()));
  CHECK(time >= 1);
  CHECK(time <= 25); // Less what the request has waited.
}

TEST_CASE("a moment without a turn costs no engine") {
  script_folder folder;
  engine_world world{quick(folder.add_engine(good_move))};
  auto trouble = [&](const std::string& state) {
    return world.ask(turn_request{state, 1, 0, 0}).trouble;
  };
  CHECK(trouble("no JSON") != "");
  CHECK(trouble("{}") == "Validation failed: fen: a text is needed");
  CHECK(trouble(moment("startpos\nquit")) != "");
  CHECK(trouble(moment("7k/5Q2/6K1/8/8/8/8/8 b - - 0 1"))
        == "there is no move to make");
  CHECK(children().empty());
}

TEST_CASE("an engine that never says that it is one is killed") {
  nothing_left after;
  script_folder folder;
  auto options = quick(folder.add("engine", "while read x; do :; done"));
  options.engine.handshake_timeout = 50ms;
  engine_world world{options};
  CHECK(world.ask().trouble == "the engine did not answer in time");
  CHECK(children().empty());
}

TEST_CASE("a program that is none is trouble each time") {
  engine_world world{quick("/nowhere/engine")};
  for (int i = 0; i < 3; ++i)
    CHECK(world.ask().trouble
          == "cannot start /nowhere/engine: No such file or directory");
}

TEST_CASE("an engine that dies at its task is replaced") {
  nothing_left after;
  script_folder folder;
  recovers_from(quick(folder.add_engine(first("kill -9 $$"))),
                "the engine has ended");
}

TEST_CASE("an engine that hangs is killed after its deadline and replaced") {
  nothing_left after;
  script_folder folder;
  auto options = quick(folder.add_engine(first("exec sleep 600")));
  options.engine.reply_slack = 200ms;
  engine_world world{options};
  CHECK(world.ask().trouble == "the engine did not answer in time");
  CHECK(children().empty());
  // On a busy machine a good one may be late too.
  CHECK(comes_true([&] { return is_fine(world.ask()); }));
}

TEST_CASE("an engine that makes an illegal move is replaced") {
  nothing_left after;
  script_folder folder;
  engine_world world{quick(folder.add_engine(first("echo bestmove e2e5")))};
  CHECK(world.ask().trouble.starts_with("the engine's move is illegal: "));
  CHECK(children().empty());
  CHECK(is_fine(world.ask()));
}

TEST_CASE("an engine that has no move is replaced") {
  script_folder folder;
  engine_world world{quick(folder.add_engine(first("echo 'bestmove (none)'")))};
  CHECK(world.ask().trouble.starts_with("the engine's move is illegal: "));
  CHECK(world.ask().trouble == "");
}

TEST_CASE("an engine that talks for ever is killed and replaced") {
  nothing_left after;
  script_folder folder;
  recovers_from(quick(folder.add_engine(first("exec yes info depth 1"))),
                "the engine says too much");
}

TEST_CASE("an engine whose line does not end is killed and replaced") {
  nothing_left after;
  script_folder folder;
  recovers_from(quick(folder.add_engine(first("exec cat /dev/zero"))),
                "the engine's line is too long");
}

TEST_CASE("an engine that has died without work is replaced unseen") {
  script_folder folder;
  engine_world world{quick(folder.add_engine(good_move))};
  REQUIRE(is_fine(world.ask()));
  auto before = children();
  REQUIRE(before.size() == 1);
  ::kill(before.front(), SIGKILL);
  CHECK(is_fine(world.ask()));
  CHECK(children() != before);
}

TEST_CASE("what an engine says late is not taken for its next move") {
  script_folder folder;
  engine_world world{quick(folder.add_engine(
    "echo bestmove e2e4; echo bestmove a1a8; echo bestmove a1a8"))};
  for (int i = 0; i < 3; ++i)
    CHECK(world.ask().trouble == "");
}

TEST_CASE("an engine serves one game after another") {
  script_folder folder;
  engine_world world{quick(folder.add_engine(good_move))};
  REQUIRE(is_fine(world.ask()));
  auto first_one = children();
  REQUIRE(is_fine(world.ask()));
  CHECK(children() == first_one);
}

TEST_CASE("an engine without work ends") {
  nothing_left after;
  script_folder folder;
  auto options = quick(folder.add_engine(good_move, "echo >>polite; exit 0"));
  options.idle_time = 10ms;
  engine_world world{options};
  REQUIRE(is_fine(world.ask()));
  CHECK(comes_true([] { return children().empty(); }));
  CHECK(folder.read("polite") == "\n");
  CHECK(is_fine(world.ask()));
}

TEST_CASE("an engine that does not quit is killed") {
  nothing_left after;
  script_folder folder;
  auto options = quick(folder.add_engine(good_move, "exec sleep 600"));
  options.idle_time = 10ms;
  options.engine.quit_timeout = 20ms;
  engine_world world{options};
  REQUIRE(is_fine(world.ask()));
  CHECK(comes_true([] { return children().empty(); }));
}

TEST_CASE("there are no more engines than may be, and the others wait") {
  nothing_left after;
  script_folder folder;
  auto options = quick(folder.add_engine(good_move));
  options.max_engines = 2;
  engine_world world{options};
  auto answers = world.ask_together(20);
  CHECK(std::all_of(answers.begin(), answers.end(), is_fine));
  CHECK(children().size() <= 2);
}

TEST_CASE("who comes when the line is full is told so at once") {
  nothing_left after;
  script_folder folder;
  // None answers before the test says so.
  auto options
    = quick(folder.add_engine("until [ -e free ]; do :; done; " + good_move));
  options.max_engines = 1;
  options.max_waiting = 2;
  engine_world world{options};
  for (int i = 0; i < 3; ++i)
    world.self->send(world.opponent, turn_request{moment(start_fen), 1, 0, 0});
  CHECK(world.ask().trouble == "busy");
  folder.add("free", "");
  auto served = 0;
  world.self->receive_while([&] { return served < 3; })(
    [&](const turn_answer& x) {
      CHECK(x.trouble == "");
      ++served;
    });
}

TEST_CASE("who has waited for too long is told that all are busy") {
  nothing_left after;
  script_folder folder;
  auto options = quick(folder.add_engine("exec sleep 600"));
  options.max_engines = 1;
  options.max_wait = 50ms;
  engine_world world{options};
  world.self->send(world.opponent, turn_request{moment(start_fen), 1, 0, 0});
  CHECK(world.ask().trouble == "busy");
}

TEST_CASE("an opponent ends at once, whatever its engines do") {
  nothing_left after;
  script_folder folder;
  auto options = quick(folder.add_engine("exec sleep 600"));
  options.max_engines = 1;
  auto began = std::chrono::steady_clock::now();
  {
    engine_world world{options};
    for (int i = 0; i < 2; ++i)
      world.self->send(world.opponent,
                       turn_request{moment(start_fen), 1, 0, 0});
    REQUIRE(comes_true([&] { return folder.read("gone") == "\n"; }));
    caf::anon_send_exit(world.opponent, caf::exit_reason::user_shutdown);
    auto answered = 0;
    world.self->receive_while([&] { return answered < 2; })(
      [&](const turn_answer& x) {
        CHECK(x.trouble == "the opponent is closing");
        ++answered;
      });
  }
  CHECK(std::chrono::steady_clock::now() - began < patience);
}

TEST_CASE("an engine is found by its name or path") {
  script_folder folder;
  auto path = folder.add("engine", "");
  CHECK(find_engine(path) == path);
  CHECK(find_engine("sh").has_value());
  CHECK_FALSE(find_engine(folder.path_of("none")).has_value());
  CHECK_FALSE(find_engine("no such engine").has_value());
}
