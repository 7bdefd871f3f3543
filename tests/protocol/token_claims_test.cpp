// Tokens with a true signature whose claims do not let anybody in.
#include "token_fixture.hpp"

using namespace troupe;
using namespace std::chrono_literals;

namespace {

/// `now` in seconds.
constexpr auto present = std::int64_t{1'900'000'000};

/// Of somebody, with these claims more.
std::string with(const std::string& claims) {
  return forge::token(token_algorithm::hs256,
                      R"({"sub":"ann",)" + claims + '}');
}

/// That lasts, with these claims more.
std::string lasting(const std::string& claims) {
  return forge::token(token_algorithm::hs256,
                      R"({"exp":1900000060,)" + claims + '}');
}

std::string exp_at(std::int64_t seconds) {
  return with(R"("exp":)" + std::to_string(seconds));
}

std::string nbf_at(std::int64_t seconds) {
  return with(R"("exp":1900009999,"nbf":)" + std::to_string(seconds));
}

token_rules rules_with_leeway(std::chrono::seconds leeway) {
  auto rules = rules_for(token_algorithm::hs256);
  rules.leeway = leeway;
  return rules;
}

std::optional<token_fault> fault_of(const std::string& token) {
  return fault_of(token_algorithm::hs256, token);
}

result<identity> verified(const std::string& token) {
  return verifier_for(token_algorithm::hs256).verify(token, now);
}

} // namespace

TEST_CASE("a token ends when exp and the leeway are over", "[token]") {
  auto leeway = GENERATE(0, 1, 30, 60);
  auto rules = rules_with_leeway(std::chrono::seconds{leeway});
  CHECK_FALSE(fault_of(rules, exp_at(present - leeway + 1)));
  CHECK(fault_of(rules, exp_at(present - leeway)) == token_fault::expired);
  CHECK(fault_of(rules, exp_at(present - 3'600)) == token_fault::expired);
  CHECK(fault_of(rules, exp_at(0)) == token_fault::expired);
}

TEST_CASE("a token begins when nbf is no further ahead than the leeway",
          "[token]") {
  auto leeway = GENERATE(0, 1, 30, 60);
  auto rules = rules_with_leeway(std::chrono::seconds{leeway});
  CHECK_FALSE(fault_of(rules, nbf_at(0)));
  CHECK_FALSE(fault_of(rules, nbf_at(present + leeway)));
  CHECK(fault_of(rules, nbf_at(present + leeway + 1))
        == token_fault::not_yet_valid);
}

TEST_CASE("exp is required", "[token]") {
  CHECK(fault_of(with(R"("x":1)")) == token_fault::wrong_date);
  CHECK(fault_of(with(R"("EXP":1900000060)")) == token_fault::wrong_date);
}

TEST_CASE("a date is a whole number of seconds up to the year 9999",
          "[token]") {
  auto date
    = GENERATE(as<std::string>{}, R"("1900000060")", R"("")", "null", "-1",
               "-1900000060", "[]", "[1900000060]", "{}", "true", "-1e300",
               "1e300", "1.9e9", "1900000060.0", "1900000060.5", "253402300800",
               "1900000060000", "9223372036854775807");
  CAPTURE(date);
  CHECK(fault_of(with(R"("exp":)" + date)) == token_fault::wrong_date);
  CHECK(fault_of(with(R"("exp":1900000060,"nbf":)" + date))
        == token_fault::wrong_date);
  CHECK_FALSE(fault_of(with(R"("exp":253402300799)")));
}

TEST_CASE("a date that is no JSON number is malformed", "[token]") {
  auto date = GENERATE(as<std::string>{}, "1e400", "NaN", "01900000060",
                       "+1900000060", "99999999999999999999");
  CAPTURE(date);
  CHECK(fault_of(with(R"("exp":)" + date)) == token_fault::malformed);
}

TEST_CASE("a date beyond 63 bits is refused", "[token]") {
  CHECK(fault_of(with(R"("exp":9223372036854775808)")));
  CHECK(fault_of(with(R"("exp":18446744073709551615)")));
}

TEST_CASE("the audience must hold the configured one", "[token]") {
  auto rules = rules_for(token_algorithm::hs256);
  rules.audience = "troupe";
  auto other
    = GENERATE(as<std::string>{}, R"("other")", R"(["other"])", "5", "null",
               "[]", "{}", R"({"troupe":1})", R"("Troupe")", R"("troupe ")",
               R"("")", R"([["troupe"]])", R"(["troupe",5])", R"("troup")");
  CAPTURE(other);
  CHECK(fault_of(rules, lasting(R"("sub":"ann","aud":)" + other))
        == token_fault::wrong_audience);
  CHECK(fault_of(rules, lasting(R"("sub":"ann")"))
        == token_fault::wrong_audience);
  CHECK_FALSE(fault_of(rules, lasting(R"("sub":"ann","aud":"troupe")")));
  CHECK_FALSE(
    fault_of(rules, lasting(R"("sub":"ann","aud":["other","troupe"])")));
}

TEST_CASE("the issuer must be the configured one", "[token]") {
  auto rules = rules_for(token_algorithm::hs256);
  rules.issuer = "https://id.example.org";
  auto other = GENERATE(as<std::string>{}, R"("https://id.example.com")", "5",
                        "null", R"("")", R"(["https://id.example.org"])",
                        R"("https://id.example.org/")");
  CAPTURE(other);
  CHECK(fault_of(rules, lasting(R"("sub":"ann","iss":)" + other))
        == token_fault::wrong_issuer);
  CHECK(fault_of(rules, lasting(R"("sub":"ann")"))
        == token_fault::wrong_issuer);
  CHECK_FALSE(
    fault_of(rules, lasting(R"("sub":"ann","iss":"https://id.example.org")")));
}

TEST_CASE("audience and issuer count only where they are configured",
          "[token]") {
  CHECK_FALSE(
    fault_of(lasting(R"("sub":"ann","aud":["other"],"iss":"other")")));
}

TEST_CASE("a user is named by sub or user_id", "[token]") {
  CHECK(verified(lasting(R"("sub":"ann")"))->user_id == "ann");
  CHECK(verified(lasting(R"("user_id":"ann")"))->user_id == "ann");
  CHECK(verified(lasting(R"("sub":"ann","user_id":"ann")"))->user_id == "ann");
  CHECK(fault_of(lasting(R"("sub":"ann","user_id":"bob")"))
        == token_fault::wrong_user);
  CHECK(fault_of(lasting(R"("name":"Ann")")) == token_fault::wrong_user);
}

TEST_CASE("a user needs a valid name", "[token]") {
  auto user = GENERATE(as<std::string>{}, R"("")", R"(" ")", "5", "null",
                       R"(["ann"])", R"("a/b")", R"("..")", R"("a\r\nb")",
                       R"("a\u200Bb")", R"("\u202Eann")", R"("a\\b")",
                       '"' + std::string(129, 'x') + '"');
  CAPTURE(user);
  CHECK(fault_of(lasting(R"("sub":)" + user)) == token_fault::wrong_user);
  CHECK(fault_of(lasting(R"("user_id":)" + user)) == token_fault::wrong_user);
}

TEST_CASE("what is shown or logged has a valid form", "[token]") {
  auto bad = GENERATE(as<std::string>{}, "5", "null", R"(["a"])",
                      R"("a\nforged line")", R"("\u001B[2J")",
                      '"' + std::string(129, 'x') + '"');
  CAPTURE(bad);
  CHECK(fault_of(lasting(R"("sub":"ann","name":)" + bad))
        == token_fault::wrong_claim);
  CHECK(fault_of(lasting(R"("sub":"ann","jti":)" + bad))
        == token_fault::wrong_claim);
  CHECK_FALSE(fault_of(lasting(R"("sub":"ann","name":"","jti":"")")));
}

TEST_CASE("permissions are a list of text", "[token]") {
  auto bad = GENERATE(as<std::string>{}, R"("read:doc1")", "5", "null", "{}",
                      "[5]", R"(["read:doc1",null])", R"([["read:doc1"]])");
  CAPTURE(bad);
  CHECK(fault_of(lasting(R"("sub":"ann","permissions":)" + bad))
        == token_fault::wrong_claim);
  auto who = verified(lasting(R"("sub":"ann","permissions":["x","read:a"])"));
  REQUIRE(who.has_value());
  CHECK(who->may("read", "a"));
  CHECK_FALSE(who->may("read", "b"));
}

TEST_CASE("a NUL inside a text is refused", "[token]") {
  CHECK(fault_of(lasting(R"("sub":"ann\u0000")")));
  CHECK(fault_of(lasting(R"("sub":"ann","permissions":["read:a\u0000"])")));
}
