// Tokens that are taken, and what becomes of them when anything changes.
#include <troupe/protocol/make_token.hpp>

#include "token_fixture.hpp"

#include <openssl/err.h>
#include <rapidcheck.h>

using namespace troupe;
using namespace std::chrono_literals;

namespace {

using seed = std::vector<std::uint8_t>;

std::string make_for(token_algorithm algorithm, const identity& who,
                     std::chrono::seconds valid_for, wall_time when = now) {
  auto rules = signing_rules{};
  rules.algorithm = algorithm;
  rules.key = forge::keys_of(algorithm).signing;
  return *make_token(rules, who, valid_for, when);
}

/// 1 to 21 code points that `valid_name` takes.
std::string name_from(const seed& choices) {
  constexpr const char* letters[]
    = {"a", "Z", "*", ":", "\"", " ", "\xC3\xA9", "\xF0\x9F\x98\x80"};
  auto out = std::string{"x"};
  for (std::size_t i = 0; i < choices.size() && i < 20; ++i)
    out += letters[choices[i] % std::size(letters)];
  return out;
}

identity somebody(const seed& user, const seed& name, const seed& id,
                  const seed& rights) {
  auto who = identity{name_from(user), name_from(name), name_from(id)};
  for (std::size_t i = 0; i < rights.size() && i < 20; ++i)
    who.permissions.push_back("read:" + name_from({rights[i]}));
  return who;
}

std::string of_size(token_algorithm algorithm, std::size_t bytes) {
  return forge::token(algorithm, R"({"sub":"ann","exp":1900000060,"x":")"
                                   + std::string(bytes, 'x') + "\"}");
}

} // namespace

TEST_CASE("a true token tells who holds it", "[token]") {
  auto algorithm = each_algorithm();
  auto token = forge::token(algorithm, R"({"sub":"ann","name":"Ann B.",
    "jti":"7","permissions":["read:doc1","write:*"],"exp":1900000060})");
  auto who = verifier_for(algorithm).verify(token, now);
  REQUIRE(who.has_value());
  CHECK(*who
        == identity{
          "ann", "Ann B.", "7", {"read:doc1", "write:*"}, now + 60s + 30s});
}

TEST_CASE("every cause is answered with the same words", "[token]") {
  auto hs256 = token_algorithm::hs256;
  auto token = GENERATE_COPY(as<std::string>{}, "", "x", "a.b.c",
                             forge::token(hs256, "{}"),
                             forge::token(hs256, R"({"alg":"none"})", payload),
                             forge::token(hs256, R"({"sub":"ann","exp":1})"));
  auto who = verifier_for(hs256).verify(token, now);
  REQUIRE_FALSE(who.has_value());
  CHECK(who.error().code == error_code::unauthorized);
  CHECK(who.error().message == "Invalid token");
}

TEST_CASE("a token must not be longer than the rules say", "[token]") {
  auto algorithm = each_algorithm();
  auto bytes = GENERATE(as<std::size_t>{}, 6'144u, 102'400u);
  CHECK(fault_of(algorithm, of_size(algorithm, bytes))
        == token_fault::too_long);
  auto rules = rules_for(algorithm);
  auto token = of_size(algorithm, 1'000);
  rules.token_bytes = token.size();
  CHECK_FALSE(fault_of(rules, token));
  rules.token_bytes = token.size() - 1;
  CHECK(fault_of(rules, token) == token_fault::too_long);
  rules.token_bytes = max_token_bytes;
  CHECK_FALSE(fault_of(rules, of_size(algorithm, 48'000)));
}

TEST_CASE("a refused token leaves no error behind for TLS", "[token]") {
  auto algorithm = each_algorithm();
  ERR_clear_error();
  auto token = forge::token(algorithm, payload);
  auto text = signed_text(token) + '.';
  auto size = token.size() - text.size();
  CHECK_FALSE(fault_of(algorithm, token));
  CHECK(fault_of(algorithm, text + std::string(size, 'A')));
  CHECK(ERR_peek_error() == 0);
}

TEST_CASE("a made token verifies to the same identity", "[token]") {
  auto algorithm = each_algorithm();
  auto verifier = verifier_for(algorithm);
  CHECK(rc::check([&](const seed& user, const seed& name, const seed& id,
                      const seed& rights, std::uint16_t minutes) {
    auto who = somebody(user, name, id, rights);
    auto valid_for = std::chrono::seconds{1 + minutes * 60};
    auto token = make_for(algorithm, who, valid_for, now + 999ms);
    auto got = verifier.verify(token, now);
    RC_ASSERT(got.has_value());
    who.expires = now + valid_for + 30s;
    RC_ASSERT(*got == who);
    RC_ASSERT(verifier.verify(token, *who.expires - 1ms).has_value());
    RC_ASSERT(!verifier.verify(token, *who.expires).has_value());
  }));
}

TEST_CASE("no bit of a token can be flipped", "[token]") {
  auto algorithm = each_algorithm();
  auto verifier = verifier_for(algorithm);
  auto token = make_for(algorithm, {"ann"}, 60s);
  REQUIRE(verifier.verify(token, now).has_value());
  for (std::size_t bit = 0; bit < token.size() * 8; ++bit) {
    auto flipped = token;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    if (verifier.verify(flipped, now))
      FAIL("taken with bit " << bit << " flipped");
  }
}

TEST_CASE("a token cannot be cut at either end", "[token]") {
  auto algorithm = each_algorithm();
  auto verifier = verifier_for(algorithm);
  auto token = make_for(algorithm, {"ann"}, 60s);
  REQUIRE(verifier.verify(token, now).has_value());
  for (std::size_t size = 0; size < token.size(); ++size)
    if (verifier.verify(token.substr(0, size), now)
        || verifier.verify(token.substr(token.size() - size), now))
      FAIL("taken with " << size << " letters of it");
}

TEST_CASE("no piece of a token can be removed, doubled or moved", "[token]") {
  auto algorithm = each_algorithm();
  auto verifier = verifier_for(algorithm);
  auto token = make_for(algorithm, {"ann"}, 60s);
  CHECK(rc::check(
    [&](std::uint16_t from, std::uint8_t count, std::uint16_t to, bool keep) {
      auto changed = token;
      auto piece = token.substr(from % token.size(), count);
      if (!keep)
        changed.erase(from % token.size(), count);
      changed.insert(to % (changed.size() + 1), piece);
      RC_PRE(changed != token);
      RC_ASSERT(!verifier.verify(changed, now).has_value());
    }));
}

TEST_CASE("bytes of any kind are no token, and harm nothing", "[token]") {
  auto algorithm = each_algorithm();
  auto verifier = verifier_for(algorithm);
  CHECK(rc::check([&](const std::string& first, const std::string& second,
                      const std::string& third) {
    auto parts = forge::base64url(first) + '.' + forge::base64url(second) + '.'
                 + forge::base64url(third);
    RC_ASSERT(!verifier.verify(first, now).has_value());
    RC_ASSERT(!verifier.verify(parts, now).has_value());
    auto token = forge::token(algorithm, first);
    RC_ASSERT(!verifier.verify(token, now).has_value());
  }));
}
