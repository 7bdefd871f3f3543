// What is no token, or none of ours: its form, header and signature.
#include "token_fixture.hpp"

using namespace troupe;

namespace {

std::string with_header(token_algorithm algorithm, const std::string& members) {
  auto header = forge::header_of(algorithm);
  header.insert(1, members + ',');
  return forge::token(algorithm, header, payload);
}

} // namespace

TEST_CASE("what has not three parts of base64url is malformed", "[token]") {
  auto algorithm = each_algorithm();
  auto good = forge::token(algorithm, payload);
  auto dot = good.find('.');
  auto nul = good;
  nul[3] = '\0';
  auto token = GENERATE_COPY(
    as<std::string>{}, "", " ", ".", "..", "...", "a", "a.b", "a.b.c",
    "a.b.c.d", std::string(300, '.'), good.substr(0, dot), signed_text(good),
    '.' + good, good + '.', good + ".AAAA", good + '=',
    good + "==", good + '\n', ' ' + good, good + ' ', good + '\0', nul,
    good.substr(0, dot) + '=' + good.substr(dot), good.substr(dot),
    "Bearer " + good, '"' + good + '"');
  CAPTURE(token);
  CHECK(fault_of(algorithm, token) == token_fault::malformed);
}

TEST_CASE("the letters of plain base64 are refused", "[token]") {
  // Its claim puts a '-' and a '_' into the token.
  auto token = forge::token(
    token_algorithm::hs256,
    R"({"sub":"ann","exp":1900000060,"x":"~~~???>>>~~~???>>>~~~???>>>"})");
  CHECK_FALSE(fault_of(token_algorithm::hs256, token));
  auto plain = token;
  for (auto& c : plain)
    c = c == '-' ? '+' : c == '_' ? '/' : c;
  REQUIRE(plain != token);
  CHECK(fault_of(token_algorithm::hs256, plain) == token_fault::malformed);
}

TEST_CASE("header and payload must be JSON objects", "[token]") {
  auto algorithm = each_algorithm();
  auto text = GENERATE(as<std::string>{}, "", "[1]", "\"text\"", "null", "5",
                       "{", "{}{}", "\xEF\xBB\xBF{}", "{\"a\":\"\xFF\"}",
                       std::string(1'000, '['));
  CAPTURE(text);
  CHECK(fault_of(algorithm, forge::token(algorithm, text, payload))
        == token_fault::malformed);
  CHECK(fault_of(algorithm, forge::token(algorithm, text))
        == token_fault::malformed);
}

TEST_CASE("a key that stands twice in header or payload is refused",
          "[token]") {
  auto algorithm = each_algorithm();
  auto name = '"' + std::string{to_string(algorithm)} + '"';
  auto header
    = GENERATE_COPY(as<std::string>{}, R"({"alg":"none","alg":)" + name + "}",
                    R"({"alg":)" + name + R"(,"alg":"none"})",
                    R"({"alg":)" + name + R"(,"a\u006Cg":"none"})",
                    R"({"alg":)" + name + R"(,"x":{"a":1,"a":1}})");
  CAPTURE(header);
  CHECK(fault_of(algorithm, forge::token(algorithm, header, payload))
        == token_fault::malformed);
  auto claims = GENERATE(
    as<std::string>{}, R"({"sub":"ann","sub":"bob","exp":1900000060})",
    R"({"sub":"ann","exp":1,"exp":1900000060})",
    R"({"sub":"ann","exp":1900000060,"x":[{"a":1,"b":2,"a":3}]})");
  CAPTURE(claims);
  CHECK(fault_of(algorithm, forge::token(algorithm, claims))
        == token_fault::malformed);
}

TEST_CASE("the algorithm is the configured one, letter for letter", "[token]") {
  auto algorithm = each_algorithm();
  auto name = std::string{to_string(algorithm)};
  auto other = GENERATE_COPY(
    as<std::string>{}, R"("none")", R"("None")", R"("NONE")", R"("nOnE")",
    R"("")", R"("HS384")", R"("HS512")", R"("RS512")", R"("PS256")",
    R"("EdDSA")", R"("hs256")", R"("rs256")", R"("es256")", "null", "5", "true",
    "{}", R"([")" + name + R"("])", '"' + name + R"( ")", R"(" )" + name + '"',
    '"' + name + R"(\u0000")");
  auto header = R"({"alg":)" + other + "}";
  CAPTURE(header);
  auto token = forge::token(algorithm, header, payload);
  CHECK(fault_of(algorithm, token) == token_fault::wrong_algorithm);
  CHECK(fault_of(algorithm, signed_text(token) + '.')
        == token_fault::wrong_algorithm);
  CHECK(fault_of(algorithm, forge::token(algorithm, "{}", payload))
        == token_fault::wrong_algorithm);
}

TEST_CASE("no algorithm passes for another", "[token]") {
  auto algorithm = each_algorithm();
  auto other = each_algorithm();
  if (other == algorithm)
    return;
  CHECK(fault_of(algorithm, forge::token(other, payload))
        == token_fault::wrong_algorithm);
  auto text = forge::base64url(forge::header_of(algorithm)) + '.'
              + forge::base64url(payload);
  auto signature = forge::signature(other, forge::keys_of(other).signing, text);
  CHECK(fault_of(algorithm, text + '.' + forge::base64url(signature))
        == token_fault::wrong_signature);
}

TEST_CASE("a public key is no secret", "[token]") {
  auto algorithm = GENERATE(token_algorithm::rs256, token_algorithm::es256);
  auto claimed = each_algorithm();
  auto text = forge::base64url(forge::header_of(claimed)) + '.'
              + forge::base64url(payload);
  auto mac = forge::hmac(forge::keys_of(algorithm).verifying, text);
  CHECK(fault_of(algorithm, text + '.' + forge::base64url(mac))
        == (claimed == algorithm ? token_fault::wrong_signature
                                 : token_fault::wrong_algorithm));
}

TEST_CASE("a signature that is not whole or not ours is refused", "[token]") {
  auto algorithm = each_algorithm();
  auto text = signed_text(forge::token(algorithm, payload));
  auto true_one
    = forge::signature(algorithm, forge::keys_of(algorithm).signing, text);
  auto size = true_one.size();
  auto changed = true_one;
  changed[0] ^= 1;
  auto signature = GENERATE_COPY(
    as<std::string>{}, "", true_one.substr(1), true_one.substr(0, size - 1),
    true_one.substr(0, 20), true_one.substr(0, size - 20), true_one + '\0',
    '\0' + true_one, true_one + true_one, std::string(size, '\0'),
    std::string(size, '\xFF'), changed, forge::hmac("", text),
    forge::hmac(std::string(32, 't'), text),
    forge::hmac(std::string(32, 's'), text, EVP_sha512()),
    forge::signature(algorithm, forge::keys_of(algorithm).signing, text + 'x'));
  CAPTURE(signature.size());
  CHECK(fault_of(algorithm, text + '.' + forge::base64url(signature))
        == token_fault::wrong_signature);
}

TEST_CASE("a signature by another key is refused", "[token]") {
  auto [algorithm, key] = GENERATE(table<token_algorithm, std::string>(
    {{token_algorithm::hs256, std::string(32, 't')},
     {token_algorithm::hs256, std::string(33, 's')},
     {token_algorithm::rs256, forge::rsa_keys(2'048).signing},
     {token_algorithm::es256, forge::curve_keys("P-256").signing}}));
  auto text = signed_text(forge::token(algorithm, payload));
  auto signature = forge::signature(algorithm, key, text);
  CHECK(fault_of(algorithm, text + '.' + forge::base64url(signature))
        == token_fault::wrong_signature);
}

TEST_CASE("an ECDSA signature in DER is refused", "[token]") {
  auto algorithm = token_algorithm::es256;
  auto text = signed_text(forge::token(algorithm, payload));
  auto der = forge::digest_sign(forge::keys_of(algorithm).signing, text);
  CHECK(fault_of(algorithm, text + '.' + forge::base64url(der))
        == token_fault::wrong_signature);
}

TEST_CASE("a header that leads to other keys or rules is refused", "[token]") {
  auto algorithm = each_algorithm();
  auto members = GENERATE(
    as<std::string>{}, R"("kid":"../../dev/null")", R"("kid":5)",
    R"("kid":null)", R"("kid":["a"])", R"("jku":"https://example.org/keys")",
    R"("jku":null)", R"("jwk":{"kty":"oct","k":"c3M"})", R"("x5c":[])",
    R"("x5u":"https://example.org/key")", R"("crit":["exp"])", R"("crit":[])",
    R"("crit":null)", R"("crit":["b64"],"b64":false)", R"("typ":"JWE")",
    R"("typ":5)", R"("typ":"at+jwt")");
  CAPTURE(members);
  CHECK(fault_of(algorithm, with_header(algorithm, members))
        == token_fault::unwanted_header);
}

TEST_CASE("a header may name the one key and the usual type", "[token]") {
  auto algorithm = each_algorithm();
  auto members = GENERATE(as<std::string>{}, R"("typ":"JWT")", R"("typ":"jwt")",
                          R"("kid":"2026-08")", R"("kid":"/a+b=","typ":"JWT")",
                          R"("x5t":"c3M")", R"("unknown":{"a":[1]})");
  CAPTURE(members);
  CHECK_FALSE(fault_of(algorithm, with_header(algorithm, members)));
}
