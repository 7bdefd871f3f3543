// Which tokens a program takes, from its command line.
#pragma once

#include <troupe/protocol/token_rules.hpp>
#include <troupe/protocol/token_verifier.hpp>

#include <CLI/App.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace apps {

/// What the `--jwt-...` options say.
struct identity_options {
  troupe::token_algorithm algorithm = troupe::token_algorithm::hs256;
  std::string secret_file; ///< HS256.
  std::string key_file;    ///< RS256, ES256: PEM.
  std::string issuer;      ///< Empty: not looked at.
  std::string audience;    ///< Empty: not looked at.
  std::chrono::seconds leeway{30};
};

/// @param verifies whether the program reads tokens (public keys, leeway), or
///        makes them (private keys).
void add_identity_options(CLI::App& program, identity_options& out,
                          bool verifies);

/// A file's text, without the line break at its end.
troupe::result<std::string> read_secret(const std::string& path);

/// The secret of `--jwt-secret-file`, else of `TROUPE_JWT_SECRET`, or the key
/// of the key file; a file's last line break does not count.
/// @returns nothing when none is given; `bad_request` for a file that cannot be
///          read.
troupe::result<std::optional<std::string>>
read_key(const identity_options& options);

/// @returns an empty pointer when no key is given: then every token is invalid.
troupe::result<std::shared_ptr<const troupe::token_verifier>>
make_verifier(const identity_options& options);

} // namespace apps
