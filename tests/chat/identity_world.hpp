// All channels of the chat program in a simulation, with tokens.
#pragma once

#include <apps/chat/channels.hpp>

#include <troupe/actors/inbox.hpp>
#include <troupe/protocol/event.hpp>
#include <troupe/protocol/make_token.hpp>
#include <troupe/testkit/explore.hpp>

#include "catch.hpp"

#include <memory>
#include <string>
#include <vector>

namespace tests {

using namespace std::chrono_literals;

inline const auto secret = std::string(32, 's');

inline troupe::router all_routes() {
  auto out = troupe::router{};
  chat::add_all(out);
  return out;
}

inline troupe::simulation_options identity_options() {
  auto rules = troupe::token_rules{};
  rules.key = secret;
  rules.leeway = 0s;
  auto out = troupe::simulation_options{};
  out.actors.tokens = std::make_shared<const troupe::token_verifier>(
    *troupe::token_verifier::make(rules));
  out.actors.room_kinds[troupe::inbox::kind].make
    = troupe::spawn_room<troupe::inbox>;
  return out;
}

/// A token that is good for an hour of the simulation's time.
inline std::string
token_of(const std::string& user, std::vector<std::string> permissions = {},
         std::chrono::seconds valid_for = 1h) {
  auto rules = troupe::signing_rules{};
  rules.key = secret;
  auto who = troupe::identity{};
  who.user_id = user;
  who.name = "Name of " + user;
  who.permissions = std::move(permissions);
  auto start = troupe::wall_time{std::chrono::seconds{1'800'000'000}};
  return *troupe::make_token(rules, who, valid_for, start);
}

/// What server code says in these tests.
struct news {
  std::string text;
};
TROUPE_EVENT(news, "news", text)

struct identity_world {
  explicit identity_world(troupe::simulation_options options
                          = identity_options())
    : sim(all_routes(), std::move(options)) {}

  troupe::simulation sim;

  troupe::client enter(std::string_view path, std::string token = {}) {
    auto options = troupe::connect_options{};
    options.token = std::move(token);
    auto made = sim.connect(path, options);
    sim.settle();
    return made;
  }

  void says(const troupe::client& who, const std::string& text) {
    who.sends_text(text);
    sim.settle();
  }
};

} // namespace tests
