#include <troupe/protocol/token_rules.hpp>

namespace troupe {

std::string_view to_string(token_algorithm algorithm) noexcept {
  switch (algorithm) {
    case token_algorithm::hs256: return "HS256";
    case token_algorithm::rs256: return "RS256";
    case token_algorithm::es256: return "ES256";
  }
  return "";
}

std::string_view to_string(token_fault fault) noexcept {
  switch (fault) {
    case token_fault::too_long: return "too long";
    case token_fault::malformed: return "malformed";
    case token_fault::wrong_algorithm: return "another algorithm";
    case token_fault::unwanted_header: return "unwanted header";
    case token_fault::wrong_signature: return "wrong signature";
    case token_fault::wrong_date: return "exp or nbf missing or no date";
    case token_fault::expired: return "expired";
    case token_fault::not_yet_valid: return "not yet valid";
    case token_fault::wrong_issuer: return "another issuer";
    case token_fault::wrong_audience: return "another audience";
    case token_fault::wrong_user: return "user missing or not a valid name";
    case token_fault::wrong_claim: return "malformed claim";
  }
  return "refused";
}

} // namespace troupe
