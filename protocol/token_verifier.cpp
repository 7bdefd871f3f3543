#include <troupe/protocol/token_verifier.hpp>

#include <troupe/protocol/base64url.hpp>
#include <troupe/protocol/json.hpp>
#include <troupe/protocol/token_claims.hpp>
#include <troupe/protocol/token_key.hpp>
#include <troupe/protocol/token_signature.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace troupe {

namespace {

constexpr auto max_leeway = std::chrono::seconds{60};
constexpr std::size_t max_depth = 16; // of the JSON in a token

/// The three parts of a token, decoded.
struct parts {
  json header;
  json payload;
  std::string signature;
};

std::optional<json> decode_object(std::string_view part) {
  auto text = base64url_decode(part);
  if (!text)
    return std::nullopt;
  auto object = parse_unambiguous_object(*text, max_depth);
  if (!object)
    return std::nullopt;
  return std::optional<json>{std::in_place, std::move(*object)};
}

/// A third dot is no letter of base64url, so it needs no look of its own.
std::optional<parts> decode(std::string_view token) {
  auto first = token.find('.');
  auto second = token.find('.', first + 1);
  if (first == std::string_view::npos || second == std::string_view::npos)
    return std::nullopt;
  auto header = decode_object(token.substr(0, first));
  auto payload = decode_object(token.substr(first + 1, second - first - 1));
  auto signature = base64url_decode(token.substr(second + 1));
  if (!header || !payload || !signature)
    return std::nullopt;
  return parts{std::move(*header), std::move(*payload), std::move(*signature)};
}

/// There is one key, so its name says nothing. One that climbs through folders
/// is an attack on those who look keys up.
bool harmless_key_name(const json& name) {
  return name.is_string()
         && name.get_ref<const std::string&>().find("..") == std::string::npos;
}

bool is_jwt(const json& type) {
  return type == json("JWT") || type == json("jwt");
}

/// A header that wants a key fetched, brings its own, or demands an extension
/// (RFC 7515 section 4.1.11) is refused, not ignored.
bool unwanted(const json& header) {
  constexpr auto refused = std::array{"crit", "jku", "jwk", "x5u", "x5c"};
  return std::any_of(refused.begin(), refused.end(),
                     [&](auto* name) { return header.contains(name); })
         || (header.contains("kid") && !harmless_key_name(header["kid"]))
         || (header.contains("typ") && !is_jwt(header["typ"]));
}

bool names_algorithm(const json& header, token_algorithm algorithm) {
  return header.contains("alg") && header["alg"] == json(to_string(algorithm));
}

} // namespace

problem invalid_token() {
  return {error_code::unauthorized, "Invalid token", {}};
}

result<token_verifier> token_verifier::make(token_rules rules) {
  auto signature_bytes = check_verification_key(rules.algorithm, rules.key);
  if (!signature_bytes)
    return signature_bytes.error();
  if (rules.leeway < std::chrono::seconds{0} || rules.leeway > max_leeway)
    return invalid_field("token leeway", "must be 0 to 60 seconds");
  if (rules.token_bytes == 0 || rules.token_bytes > max_token_bytes)
    return invalid_field("token length", "must be 1 to 65536 bytes");
  if (rules.issuer == "" || rules.audience == "")
    return invalid_field("token issuer and audience", "must not be empty");
  return token_verifier{std::move(rules), *signature_bytes};
}

token_verifier::token_verifier(token_rules rules, std::size_t signature_bytes)
  : rules_(std::move(rules)), signature_bytes_(signature_bytes) {}

result<identity>
token_verifier::verify(std::string_view token, wall_time now) const {
  auto who = examine(token, now);
  if (!who)
    return invalid_token();
  return std::move(*who);
}

token_result<identity>
token_verifier::examine(std::string_view token, wall_time now) const {
  if (token.size() > rules_.token_bytes)
    return token_fault::too_long;
  auto read = decode(token);
  if (!read)
    return token_fault::malformed;
  if (!names_algorithm(read->header, rules_.algorithm))
    return token_fault::wrong_algorithm;
  if (unwanted(read->header))
    return token_fault::unwanted_header;
  if (read->signature.size() != signature_bytes_
      || !signature_matches(rules_.algorithm, rules_.key, token))
    return token_fault::wrong_signature;
  return read_claims(read->payload, rules_, now);
}

} // namespace troupe
