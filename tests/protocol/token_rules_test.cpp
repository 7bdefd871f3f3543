// Rules that cannot work are told to the operator, before any token comes.
#include <troupe/protocol/base64url.hpp>
#include <troupe/protocol/make_token.hpp>

#include "token_fixture.hpp"

#include <rapidcheck.h>

using namespace troupe;
using namespace std::chrono_literals;

namespace {

/// Why no verifier can be made; "" when one can.
std::string complaint_about(const token_rules& rules) {
  auto made = token_verifier::make(rules);
  return made ? "" : made.error().message;
}

std::string complaint_about_key(token_algorithm algorithm, std::string key) {
  auto rules = rules_for(algorithm);
  rules.key = std::move(key);
  return complaint_about(rules);
}

signing_rules signing_with(token_algorithm algorithm, std::string key) {
  auto rules = signing_rules{};
  rules.algorithm = algorithm;
  rules.key = std::move(key);
  return rules;
}

signing_rules good_rules() {
  return signing_with(token_algorithm::hs256, std::string(32, 's'));
}

bool makes(const signing_rules& rules, const identity& who = {"ann"},
           std::chrono::seconds valid_for = 60s, wall_time when = now) {
  return make_token(rules, who, valid_for, when).has_value();
}

} // namespace

TEST_CASE("a secret has 32 bytes at least", "[token]") {
  auto hs256 = token_algorithm::hs256;
  CHECK(complaint_about_key(hs256, "")
        == "Validation failed: token key: the secret of HS256 is empty");
  CHECK(complaint_about_key(hs256, std::string(31, 's'))
        == "Validation failed: token key: the secret of HS256 has 31 bytes, "
           "and needs at least 32");
  CHECK(complaint_about_key(hs256, std::string(32, '\0')) == "");
  CHECK(complaint_about_key(hs256, std::string(500, 's')) == "");
}

TEST_CASE("a key of another kind is refused", "[token]") {
  auto algorithm = each_algorithm();
  for (auto other : forge::all_algorithms) {
    auto fits
      = complaint_about_key(algorithm, forge::keys_of(other).verifying) == "";
    CHECK(fits == (other == algorithm));
    CHECK(makes(signing_with(algorithm, forge::keys_of(other).signing))
          == (other == algorithm));
  }
}

TEST_CASE("a key that is weak or for other signatures is refused", "[token]") {
  auto [algorithm, keys] = GENERATE(table<token_algorithm, forge::key_pair>(
    {{token_algorithm::rs256, forge::rsa_keys(1'024)},
     {token_algorithm::rs256, forge::pss_keys()},
     {token_algorithm::es256, forge::curve_keys("P-384")},
     {token_algorithm::es256, forge::curve_keys("secp256k1")}}));
  CHECK(complaint_about_key(algorithm, keys.verifying) != "");
  CHECK_FALSE(makes(signing_with(algorithm, keys.signing)));
}

TEST_CASE("a private key does not pass for a public one, nor text for either",
          "[token]") {
  auto algorithm = GENERATE(token_algorithm::rs256, token_algorithm::es256);
  auto keys = forge::keys_of(algorithm);
  auto text = GENERATE_COPY(as<std::string>{}, "", "x", keys.signing,
                            keys.verifying.substr(0, 100),
                            "-----BEGIN PUBLIC KEY-----\nAAAA\n"
                            "-----END PUBLIC KEY-----\n");
  CHECK(complaint_about_key(algorithm, text)
        == "Validation failed: token key: no public key in PEM (BEGIN PUBLIC "
           "KEY)");
  CHECK_FALSE(makes(signing_with(algorithm, keys.verifying)));
}

TEST_CASE("an encrypted key is refused without asking for its passphrase",
          "[token]") {
  auto key = forge::encrypted(forge::keys_of(token_algorithm::es256).signing);
  CHECK_FALSE(makes(signing_with(token_algorithm::es256, key)));
}

TEST_CASE("leeway and length have a range, issuer and audience a text",
          "[token]") {
  auto rules = rules_for(token_algorithm::hs256);
  auto changed = [&](auto change) {
    auto copy = rules;
    change(copy);
    return complaint_about(copy);
  };
  CHECK(changed([](auto& r) { r.leeway = 60s; }) == "");
  CHECK(changed([](auto& r) { r.leeway = 61s; }) != "");
  CHECK(changed([](auto& r) { r.leeway = -1s; }) != "");
  CHECK(changed([](auto& r) { r.token_bytes = max_token_bytes; }) == "");
  CHECK(changed([](auto& r) { r.token_bytes = max_token_bytes + 1; }) != "");
  CHECK(changed([](auto& r) { r.token_bytes = 0; }) != "");
  CHECK(changed([](auto& r) { r.issuer = ""; }) != "");
  CHECK(changed([](auto& r) { r.audience = ""; }) != "");
}

TEST_CASE("a token is made only for who could use it", "[token]") {
  auto rules = good_rules();
  CHECK(makes(rules));
  CHECK_FALSE(makes(rules, {""}));
  CHECK_FALSE(makes(rules, {"a/b"}));
  CHECK_FALSE(makes(rules, {"ann", "a\nb"}));
  CHECK_FALSE(makes(rules, {"ann", "", "a\nb"}));
  CHECK_FALSE(makes(rules, {"ann", "", "", {"*:doc1"}}));
  CHECK_FALSE(makes(rules, {"ann", "", "", {"read:\xFF"}}));
  CHECK_FALSE(makes(rules, {"ann"}, 0s));
  CHECK_FALSE(makes(rules, {"ann"}, -1s));
  CHECK_FALSE(makes(rules, {"ann"}, std::chrono::seconds::max()));
  CHECK_FALSE(makes(rules, {"ann"}, 60s, wall_time{-1s}));
}

TEST_CASE("a made token is no longer than the rules say", "[token]") {
  auto rules = good_rules();
  auto permissions = std::vector<std::string>(400, "read:document");
  CHECK_FALSE(makes(rules, {"ann", "", "", permissions}));
  rules.token_bytes = max_token_bytes;
  auto token = make_token(rules, {"ann", "", "", permissions}, 60s, now);
  REQUIRE(token.has_value());
  rules.token_bytes = token->size();
  CHECK(makes(rules, {"ann", "", "", permissions}));
  rules.token_bytes = token->size() - 1;
  CHECK_FALSE(makes(rules, {"ann", "", "", permissions}));
}

TEST_CASE("issuer and audience of the signing rules reach the verifier",
          "[token]") {
  auto signing = good_rules();
  signing.issuer = "https://id.example.org";
  signing.audience = "troupe";
  auto rules = rules_for(token_algorithm::hs256);
  rules.issuer = signing.issuer;
  rules.audience = signing.audience;
  CHECK_FALSE(fault_of(rules, *make_token(signing, {"ann"}, 60s, now)));
  CHECK(fault_of(rules, *make_token(good_rules(), {"ann"}, 60s, now))
        == token_fault::wrong_issuer);
}

TEST_CASE("base64url decodes what is encoded, and nothing else",
          "[base64url]") {
  CHECK(rc::check([](const std::string& bytes) {
    RC_ASSERT(base64url_decode(forge::base64url(bytes)) == bytes);
  }));
  CHECK(rc::check([](std::string text) {
    for (auto& c : text)
      c = "AQgw-_z"[static_cast<unsigned char>(c) % 7];
    if (auto bytes = base64url_decode(text))
      RC_ASSERT(forge::base64url(*bytes) == text);
  }));
  auto text
    = GENERATE(as<std::string>{}, "A", "AB", "AAB", "AA==", "AAA=", "AA A",
               "AA\nA", "AAAAA", "A+AA", "A/AA", "AA.A");
  CAPTURE(text);
  CHECK_FALSE(base64url_decode(text).has_value());
}
