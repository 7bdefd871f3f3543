#include "chat_world.hpp"

#include <algorithm>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace troupe;
using namespace tests;

namespace {

counters& totals(chat_world& world) {
  return world.sim.actors().totals();
}

std::uint64_t errors(chat_world& world, error_code code) {
  return totals(world).errors[static_cast<std::size_t>(code)];
}

} // namespace

TEST_CASE("a busy total loses nothing of what many threads add", "[counters]") {
  constexpr std::uint64_t threads = 20; // More than it has cells.
  constexpr std::uint64_t each = 10'000;
  auto total = busy_total{};
  auto adding = std::vector<std::jthread>{};
  for (std::uint64_t i = 0; i < threads; ++i)
    adding.emplace_back([&total] {
      for (std::uint64_t k = 0; k < each; ++k)
        count(total, 3);
    });
  adding.clear();
  CHECK(total == threads * each * 3);
}

TEST_CASE_METHOD(chat_world, "sessions are counted by route", "[counters]") {
  enter("/chat/a");
  enter("/chat/b");
  auto guest = enter("/room/a");
  const auto& table = sim.actors().routes().routes();
  const auto& counted = totals(*this).routes;
  REQUIRE(counted.size() == table.size());
  auto open = [&](std::string_view pattern) {
    for (const auto& each : table)
      if (each->pattern.text() == pattern)
        return counted[each->number].open.load();
    throw std::out_of_range{std::string{pattern}};
  };
  CHECK(open("/chat/:room_id") == 2);
  CHECK(open("/room/:room_id") == 1);
  CHECK(open("/debug/echo") == 0);
  guest.vanishes();
  sim.settle();
  CHECK(open("/room/:room_id") == 0);
  CHECK(counted[1].opened == 1);
  CHECK(totals(*this).sessions == 2);
}

TEST_CASE_METHOD(chat_world, "rooms are counted while they are there",
                 "[counters]") {
  auto ann = enter("/chat/a");
  enter("/chat/a");
  auto bob = enter("/room/a");
  CHECK(totals(*this).rooms == 2);
  ann.vanishes();
  bob.vanishes();
  sim.settle();
  CHECK(totals(*this).rooms == 1);
  enter("/room/a");
  CHECK(totals(*this).rooms == 2);
  CHECK(totals(*this).rooms_made == 3);
}

TEST_CASE_METHOD(chat_world, "errors are counted by their code", "[counters]") {
  auto ann = enter("/chat/a");
  for (const auto* text :
       {"{", "[]", R"({"type":"nonsense"})", R"({"type":"chat_message"})"}) {
    ann.sends_text(text);
    sim.settle();
  }
  CHECK(errors(*this, error_code::invalid_json) == 2);
  CHECK(errors(*this, error_code::unknown_type) == 1);
  CHECK(errors(*this, error_code::validation_failed) == 1);
  CHECK(errors(*this, error_code::internal) == 0);
}

TEST_CASE("who goes on above its rate is counted once when it is dropped",
          "[counters]") {
  auto options = simulation_options{};
  options.actors.bounds.messages = {1, 2};
  options.actors.bounds.rate_strikes = 3;
  chat_world world{std::move(options)};
  auto ann = world.enter("/chat/a");
  for (int i = 0; i < 10; ++i)
    ann.sends_text(R"({"type":"ping"})");
  world.sim.settle();
  CHECK(errors(world, error_code::rate_limited) == 3);
  CHECK(totals(world).flooding_clients == 1);
  CHECK(totals(world).messages_in == 6);
}

TEST_CASE("a channel that cannot start is counted", "[counters]") {
  auto routes = router{};
  routes.add("/broken", accepts<>,
             [](session*, const handshake&) -> caf::message_handler {
               throw std::runtime_error{"no"};
             });
  simulation sim{routes};
  auto ann = sim.connect("/broken");
  sim.settle();
  CHECK(ann.close_code() == close_code::server_fault);
  CHECK(sim.actors().totals().failed_sessions == 1);
  CHECK(sim.actors().totals().routes[0].open == 0);
  CHECK(sim.actors().totals().routes[0].opened == 1);
}

TEST_CASE_METHOD(chat_world, "the directory's mailbox is counted and empties",
                 "[counters]") {
  auto& actors = sim.actors();
  CHECK(actors.waiting_for_directory() == 0);
  sim.connect("/chat/a");
  auto most = std::size_t{0};
  while (sim.step())
    most = std::max(most, actors.waiting_for_directory());
  CHECK(most == 1); // The join.
  CHECK(actors.waiting_for_directory() == 0);
}

TEST_CASE_METHOD(chat_world, "a mailbox that is looked into still wakes",
                 "[counters]") {
  auto& actors = sim.actors();
  auto ann = enter("/chat/a");
  CHECK(actors.waiting_for_relay(0) == 0);
  auto bob = enter("/chat/a");
  CHECK(ann.count("user_joined") == 1);
  bob.sends_text(R"({"type":"chat_message","message":"hi"})");
  auto most = std::size_t{0};
  while (sim.step())
    most = std::max(most, actors.waiting_for_relay(0));
  CHECK(most > 0);
  CHECK(actors.waiting_for_relay(0) == 0);
  CHECK(ann.count("chat_message") == 1);
}
