#include <troupe/protocol/token_claims.hpp>

#include <troupe/protocol/fields.hpp>
#include <troupe/protocol/names.hpp>

#include <algorithm>
#include <cstdint>

namespace troupe {

namespace {

using std::chrono::seconds;

constexpr auto latest_date = seconds{253'402'300'799}; // 9999-12-31T23:59:59Z

// -- reading ------------------------------------------------------------------

/// A NumericDate of RFC 7519 section 2.
std::optional<wall_time> read_date(const json& value) {
  auto count = std::int64_t{0};
  if (read_field(value, count) != nullptr || count < 0
      || count > latest_date.count())
    return std::nullopt;
  return wall_time{seconds{count}};
}

/// @param expires receives `exp` and the leeway.
std::optional<token_fault> check_dates(const json& payload, seconds leeway,
                                       wall_time now, wall_time& expires) {
  if (!payload.contains("exp"))
    return token_fault::wrong_date;
  auto until = read_date(payload["exp"]);
  auto from = payload.contains("nbf") ? read_date(payload["nbf"]) : wall_time{};
  if (!until || !from)
    return token_fault::wrong_date;
  expires = *until + leeway;
  if (now >= expires)
    return token_fault::expired;
  if (*from > now + leeway)
    return token_fault::not_yet_valid;
  return std::nullopt;
}

bool names_issuer(const json& payload, const std::string& wanted) {
  return payload.contains("iss") && payload["iss"] == json(wanted);
}

bool names_audience(const json& payload, const std::string& wanted) {
  if (!payload.contains("aud"))
    return false;
  const auto& audience = payload["aud"];
  if (!audience.is_array())
    return audience == json(wanted);
  auto is_text = [](const json& entry) { return entry.is_string(); };
  return std::all_of(audience.begin(), audience.end(), is_text)
         && std::count(audience.begin(), audience.end(), json(wanted)) > 0;
}

/// A claim that is shown or logged, "" where it is missing.
std::optional<std::string> read_name(const json& payload, const char* claim) {
  auto text = std::string{};
  if (payload.contains(claim)
      && (read_field(payload[claim], text) != nullptr
          || (!text.empty() && !valid_name(text))))
    return std::nullopt;
  return text;
}

std::optional<std::string> read_user(const json& payload) {
  auto subject = read_name(payload, "sub");
  auto user = read_name(payload, "user_id");
  if (!subject || !user || (subject->empty() && user->empty())
      || (!subject->empty() && !user->empty() && *subject != *user))
    return std::nullopt;
  return subject->empty() ? user : subject;
}

std::optional<std::vector<std::string>> read_permissions(const json& payload) {
  auto out = std::vector<std::string>{};
  if (payload.contains("permissions")
      && read_field(payload["permissions"], out) != nullptr)
    return std::nullopt;
  return out;
}

// -- writing ------------------------------------------------------------------

std::optional<problem> check_identity(const identity& who) {
  if (!valid_name(who.user_id))
    return invalid_field("user_id", "is no valid name");
  if (!who.name.empty() && !valid_name(who.name))
    return invalid_field("name", "is no valid name");
  if (!who.token_id.empty() && !valid_name(who.token_id))
    return invalid_field("token_id", "is no valid name");
  if (!std::all_of(who.permissions.begin(), who.permissions.end(),
                   valid_permission))
    return invalid_field("permissions", "must each be action:resource");
  return std::nullopt;
}

void add(json& payload, const char* claim, const std::string& text) {
  if (!text.empty())
    payload[claim] = text;
}

} // namespace

token_result<identity>
read_claims(const json& payload, const token_rules& rules, wall_time now) {
  auto expires = wall_time{};
  if (auto fault = check_dates(payload, rules.leeway, now, expires))
    return *fault;
  if (rules.issuer && !names_issuer(payload, *rules.issuer))
    return token_fault::wrong_issuer;
  if (rules.audience && !names_audience(payload, *rules.audience))
    return token_fault::wrong_audience;
  auto user = read_user(payload);
  if (!user)
    return token_fault::wrong_user;
  auto name = read_name(payload, "name");
  auto token_id = read_name(payload, "jti");
  auto permissions = read_permissions(payload);
  if (!name || !token_id || !permissions)
    return token_fault::wrong_claim;
  return identity{std::move(*user), std::move(*name), std::move(*token_id),
                  std::move(*permissions), expires};
}

result<json> write_claims(const identity& who, const signing_rules& rules,
                          seconds valid_for, wall_time now) {
  auto issued = std::chrono::floor<seconds>(now).time_since_epoch();
  if (valid_for <= seconds{0} || issued < seconds{0}
      || valid_for > latest_date - issued)
    return invalid_field("valid_for", "must end after it starts, before 10000");
  if (auto bad = check_identity(who))
    return *bad;
  auto payload = json{{"sub", who.user_id},
                      {"iat", issued.count()},
                      {"exp", (issued + valid_for).count()}};
  add(payload, "name", who.name);
  add(payload, "jti", who.token_id);
  add(payload, "iss", rules.issuer.value_or(""));
  add(payload, "aud", rules.audience.value_or(""));
  if (!who.permissions.empty())
    payload["permissions"] = who.permissions;
  return result<json>{boost::system::in_place_value, std::move(payload)};
}

} // namespace troupe
