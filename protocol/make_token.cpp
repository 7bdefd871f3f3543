#include <troupe/protocol/make_token.hpp>

#include <troupe/protocol/token_claims.hpp>
#include <troupe/protocol/token_key.hpp>
#include <troupe/protocol/token_signature.hpp>

#include <algorithm>

namespace troupe {

result<std::string> make_token(const signing_rules& rules, const identity& who,
                               std::chrono::seconds valid_for, wall_time now) {
  if (auto bad = check_signing_key(rules.algorithm, rules.key))
    return *bad;
  auto claims = write_claims(who, rules, valid_for, now);
  if (!claims)
    return claims.error();
  auto bytes = std::min(rules.token_bytes, max_token_bytes);
  auto too_long = invalid_field("token", "would be longer than "
                                           + std::to_string(bytes) + " bytes");
  auto payload = to_text(*claims);
  if (payload.size() > bytes)
    return too_long;
  auto token = sign_token(rules.algorithm, rules.key, payload);
  if (!token)
    return invalid_field("token", "could not be signed");
  if (token->size() > bytes)
    return too_long;
  return *token;
}

} // namespace troupe
