// Who may open which channel.
#pragma once

#include <troupe/actors/router.hpp>
#include <troupe/protocol/handshake.hpp>
#include <troupe/protocol/identity.hpp>
#include <troupe/protocol/token_verifier.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace troupe {

/// A request that may open its channel.
struct admitted {
  route_match to;
  handshake request;                   ///< Without its token.
  std::shared_ptr<const identity> who; ///< Empty: anonymous.
};

/// Whether the identity may do that with what the route's path names.
bool permits(const identity& who, std::string_view action,
             const path_params& params);

/// Reads the token of an opening request and holds it against the rules of the
/// route. Without a verifier every token is invalid.
///
/// Thread: any; immutable.
class authenticator {
public:
  authenticator() = default;

  authenticator(std::shared_ptr<const token_verifier> verifier,
                std::function<wall_time()> now)
    : verifier_(std::move(verifier)), now_(std::move(now)) {}

  /// The token comes as `?token=` or as a Bearer header.
  /// @returns `unauthorized` or `access_denied` when the route is not for him.
  result<admitted> admit(route_match to, handshake request) const;

  /// @returns whose token it is, or `unauthorized`.
  /// @param connection whose number goes into the log.
  result<identity>
  verify(std::string_view token, std::uint64_t connection) const;

private:
  std::shared_ptr<const token_verifier> verifier_;
  std::function<wall_time()> now_;
};

} // namespace troupe
