#include <troupe/protocol/token_signature.hpp>

#include <cstdlib>
#include <jwt.h>
#include <memory>
#include <openssl/err.h>

namespace troupe {

namespace {

struct free_by_libjwt {
  void operator()(jwt_t* token) const noexcept {
    jwt_free(token);
  }
  void operator()(char* text) const noexcept {
    std::free(text);
  }
};
using jwt_pointer = std::unique_ptr<jwt_t, free_by_libjwt>;

/// What OpenSSL files as an error while this lives is dropped: it would be
/// taken for the fault of the next TLS operation on this thread.
struct quiet_openssl {
  quiet_openssl() {
    ERR_set_mark();
  }
  ~quiet_openssl() {
    ERR_pop_to_mark();
  }
  quiet_openssl(const quiet_openssl&) = delete;
  quiet_openssl& operator=(const quiet_openssl&) = delete;
};

jwt_alg_t libjwt_name(token_algorithm algorithm) noexcept {
  switch (algorithm) {
    case token_algorithm::hs256: return JWT_ALG_HS256;
    case token_algorithm::rs256: return JWT_ALG_RS256;
    case token_algorithm::es256: return JWT_ALG_ES256;
  }
  return JWT_ALG_INVAL;
}

const unsigned char* bytes_of(std::string_view key) noexcept {
  return reinterpret_cast<const unsigned char*>(key.data());
}

int size_of(std::string_view key) noexcept {
  return static_cast<int>(key.size());
}

} // namespace

bool signature_matches(token_algorithm algorithm, std::string_view key,
                       std::string_view token) {
  auto quiet = quiet_openssl{};
  auto text = std::string{token};
  jwt_t* read = nullptr;
  auto failed = jwt_decode(&read, text.c_str(), bytes_of(key), size_of(key));
  auto owner = jwt_pointer{read};
  return failed == 0 && read && jwt_get_alg(read) == libjwt_name(algorithm);
}

std::optional<std::string>
sign_token(token_algorithm algorithm, std::string_view key,
           const std::string& claims) {
  auto quiet = quiet_openssl{};
  jwt_t* made = nullptr;
  if (jwt_new(&made) != 0)
    return std::nullopt;
  auto owner = jwt_pointer{made};
  if (jwt_add_grants_json(made, claims.c_str()) != 0
      || jwt_set_alg(made, libjwt_name(algorithm), bytes_of(key), size_of(key))
           != 0)
    return std::nullopt;
  auto text = std::unique_ptr<char, free_by_libjwt>{jwt_encode_str(made)};
  if (!text)
    return std::nullopt;
  return std::string{text.get()};
}

} // namespace troupe
