#include <troupe/protocol/token_key.hpp>

#include <memory>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <string>

namespace troupe {

namespace {

constexpr std::size_t hmac_bytes = 32;
constexpr std::size_t es256_bytes = 64; // RFC 7518 section 3.4: R, then S
constexpr auto es256_curve = std::string_view{"prime256v1"};
constexpr int min_rsa_bits = 2'048; // RFC 7518 section 3.3
constexpr int max_rsa_bits = 16'384;

struct free_by_openssl {
  void operator()(EVP_PKEY* key) const noexcept {
    EVP_PKEY_free(key);
  }
  void operator()(BIO* bytes) const noexcept {
    BIO_free(bytes);
  }
};
using key_pointer = std::unique_ptr<EVP_PKEY, free_by_openssl>;

/// OpenSSL would ask on the terminal.
int no_passphrase(char*, int, int, void*) noexcept {
  return -1;
}

template <class Reader>
key_pointer read_pem(std::string_view pem, Reader reader) {
  ERR_set_mark();
  auto bytes = std::unique_ptr<BIO, free_by_openssl>{
    BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
  auto key = key_pointer{reader(bytes.get(), nullptr, no_passphrase, nullptr)};
  ERR_pop_to_mark();
  return key;
}

problem unfit(std::string_view why) {
  return invalid_field("token key", why);
}

std::optional<problem> check_secret(std::string_view secret) {
  if (secret.empty())
    return unfit("the secret of HS256 is empty");
  if (secret.starts_with("-----BEGIN"))
    return unfit("HS256 takes a secret, and this is a key in PEM");
  if (secret.size() < min_secret_bytes)
    return unfit("the secret of HS256 has " + std::to_string(secret.size())
                 + " bytes, and needs at least "
                 + std::to_string(min_secret_bytes));
  return std::nullopt;
}

result<std::size_t> check_rsa(const EVP_PKEY* key) {
  if (EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA)
    return unfit("RS256 takes an RSA key, and this is another kind");
  auto bits = EVP_PKEY_get_bits(key);
  if (bits < min_rsa_bits || bits > max_rsa_bits)
    return unfit("the RSA key has " + std::to_string(bits)
                 + " bits; RS256 takes 2048 to 16384");
  return static_cast<std::size_t>(EVP_PKEY_get_size(key));
}

result<std::size_t> check_curve(const EVP_PKEY* key) {
  char curve[64] = "";
  std::size_t length = 0;
  if (EVP_PKEY_get_base_id(key) != EVP_PKEY_EC
      || EVP_PKEY_get_group_name(key, curve, sizeof curve, &length) != 1
      || curve != es256_curve)
    return unfit("ES256 takes a key on the curve P-256, and this is another");
  return es256_bytes;
}

result<std::size_t> check_pair(token_algorithm algorithm,
                               const key_pointer& key, std::string_view none) {
  if (!key)
    return unfit(none);
  ERR_set_mark();
  auto bytes = algorithm == token_algorithm::rs256 ? check_rsa(key.get())
                                                   : check_curve(key.get());
  ERR_pop_to_mark();
  return bytes;
}

} // namespace

result<std::size_t>
check_verification_key(token_algorithm algorithm, std::string_view key) {
  if (algorithm != token_algorithm::hs256)
    return check_pair(algorithm, read_pem(key, PEM_read_bio_PUBKEY),
                      "no public key in PEM (BEGIN PUBLIC KEY)");
  if (auto bad = check_secret(key))
    return *bad;
  return hmac_bytes;
}

std::optional<problem>
check_signing_key(token_algorithm algorithm, std::string_view key) {
  if (algorithm == token_algorithm::hs256)
    return check_secret(key);
  auto checked
    = check_pair(algorithm, read_pem(key, PEM_read_bio_PrivateKey),
                 "no private key in PEM (BEGIN PRIVATE KEY, not encrypted)");
  if (!checked)
    return checked.error();
  return std::nullopt;
}

} // namespace troupe
