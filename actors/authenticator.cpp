#include <troupe/actors/authenticator.hpp>

#include <troupe/actors/log.hpp>
#include <troupe/protocol/ascii.hpp>

#include <optional>
#include <utility>

namespace troupe {

namespace {

problem access_denied() {
  return {error_code::access_denied, "Access denied", {}};
}

template <class Map>
std::optional<std::string> take(Map& from, const char* name) {
  auto found = from.extract(name);
  if (!found || found.mapped().empty())
    return std::nullopt;
  return std::move(found.mapped());
}

/// What the header holds as a token; what is no Bearer token holds none that
/// any verifier takes. The scheme's case does not count (RFC 9110 11.1).
std::string bearer(std::string_view header) {
  constexpr std::string_view scheme = "bearer ";
  return to_lower(header.substr(0, scheme.size())) == scheme
           ? std::string{header.substr(scheme.size())}
           : std::string{};
}

} // namespace

bool permits(const identity& who, std::string_view action,
             const path_params& params) {
  const auto* resource = named_by(params);
  return resource && who.may(action, *resource);
}

result<admitted> authenticator::admit(route_match to, handshake request) const {
  auto in_query = take(request.query, "token");
  auto in_header = take(request.headers, "authorization");
  const auto& rules = to.to->rules;
  if (!in_query && !in_header) {
    if (rules.needs_token)
      return problem{error_code::unauthorized, "No token provided", {}};
    return admitted{std::move(to), std::move(request), nullptr};
  }
  if (in_query && in_header) // Which of them counts?
    return invalid_token();
  auto who
    = verify(in_query ? *in_query : bearer(*in_header), request.connection);
  if (!who)
    return who.error();
  if (rules.permission && !permits(*who, rules.permission->action, to.params))
    return access_denied();
  return admitted{std::move(to), std::move(request),
                  std::make_shared<const identity>(std::move(*who))};
}

result<identity>
authenticator::verify(std::string_view token, std::uint64_t connection) const {
  if (!verifier_)
    return invalid_token();
  auto outcome = verifier_->examine(token, now_());
  if (outcome) {
    log::debug("token_taken", {{"connection", std::to_string(connection)},
                               {"sub", outcome->user_id},
                               {"jti", outcome->token_id}});
    return std::move(*outcome);
  }
  log::debug("token_refused",
             {{"connection", std::to_string(connection)},
              {"cause", std::string{to_string(outcome.error())}}});
  return invalid_token();
}

} // namespace troupe
