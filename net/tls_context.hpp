// A certificate, its key, and the rules that our TLS follows.
#pragma once

#include <troupe/protocol/problem.hpp>

#include <filesystem>
#include <memory>
#include <string>

struct ssl_ctx_st;

namespace troupe {

/// What connections begin with: OpenSSL's SSL_CTX, which they keep alive.
/// Never changed once it is loaded: any thread.
using tls_context = std::shared_ptr<ssl_ctx_st>;

/// Loads a server's certificate and key: TLS 1.2 at least, with forward
/// secrecy; no compression, no renegotiation; tickets, but no session kept
/// here; `http/1.1` for those who ask by ALPN (RFC 7301).
/// @param certificate PEM: the server's own, then those of its chain.
/// @param key PEM, without a pass phrase.
/// @returns the context, or which file is of no use, and why.
result<tls_context> load_tls_context(const std::filesystem::path& certificate,
                                     const std::filesystem::path& key);

/// When the certificate expires, as `2031-12-31T23:59:59Z`.
std::string expiry(const tls_context& context);

/// Why OpenSSL refused the last call on this thread; forgets it.
/// @returns OpenSSL's words, "" if it gave none.
std::string take_tls_error();

} // namespace troupe
