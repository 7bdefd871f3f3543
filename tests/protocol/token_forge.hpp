// Signs whatever a test wants as a token, with OpenSSL alone, so that the tests
// do not trust the library that they test.
#pragma once

#include <troupe/protocol/token_rules.hpp>

#include <cstdint>
#include <memory>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdexcept>
#include <string>

namespace forge {

using troupe::token_algorithm;

constexpr token_algorithm all_algorithms[]
  = {token_algorithm::hs256, token_algorithm::rs256, token_algorithm::es256};

/// What belongs together, in the form that the rules take it.
struct key_pair {
  std::string signing;
  std::string verifying;
};

struct release {
  void operator()(EVP_PKEY* x) const {
    EVP_PKEY_free(x);
  }
  void operator()(BIO* x) const {
    BIO_free(x);
  }
  void operator()(EVP_PKEY_CTX* x) const {
    EVP_PKEY_CTX_free(x);
  }
  void operator()(EVP_MD_CTX* x) const {
    EVP_MD_CTX_free(x);
  }
  void operator()(ECDSA_SIG* x) const {
    ECDSA_SIG_free(x);
  }
};
template <class T>
using owner = std::unique_ptr<T, release>;

inline void require(bool fine) {
  if (!fine)
    throw std::runtime_error{"OpenSSL refuses what the test wants"};
}

inline std::string text_of(BIO* bytes) {
  char* data = nullptr;
  auto size = BIO_get_mem_data(bytes, &data);
  return {data, static_cast<std::size_t>(size)};
}

inline owner<EVP_PKEY> private_key(std::string_view pem) {
  auto bytes
    = owner<BIO>{BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))};
  return owner<EVP_PKEY>{
    PEM_read_bio_PrivateKey(bytes.get(), nullptr, nullptr, nullptr)};
}

inline key_pair in_pem(EVP_PKEY* key) {
  auto held = owner<EVP_PKEY>{key};
  auto hidden = owner<BIO>{BIO_new(BIO_s_mem())};
  auto shown = owner<BIO>{BIO_new(BIO_s_mem())};
  require(key
          && PEM_write_bio_PrivateKey(hidden.get(), key, nullptr, nullptr, 0,
                                      nullptr, nullptr)
          && PEM_write_bio_PUBKEY(shown.get(), key));
  return {text_of(hidden.get()), text_of(shown.get())};
}

/// A private key in PEM, behind a passphrase.
inline std::string encrypted(std::string_view pem) {
  auto key = private_key(pem);
  auto out = owner<BIO>{BIO_new(BIO_s_mem())};
  require(PEM_write_bio_PKCS8PrivateKey(out.get(), key.get(), EVP_aes_128_cbc(),
                                        "passphrase", 10, nullptr, nullptr)
          == 1);
  return text_of(out.get());
}

inline key_pair rsa_keys(unsigned bits) {
  return in_pem(EVP_RSA_gen(bits));
}

/// RSA keys that are good for the padding PSS only.
inline key_pair pss_keys() {
  auto context
    = owner<EVP_PKEY_CTX>{EVP_PKEY_CTX_new_from_name(nullptr, "RSA-PSS", "")};
  EVP_PKEY* key = nullptr;
  require(EVP_PKEY_keygen_init(context.get()) == 1
          && EVP_PKEY_generate(context.get(), &key) == 1);
  return in_pem(key);
}

inline key_pair curve_keys(const char* curve) {
  return in_pem(EVP_EC_gen(curve));
}

/// The same keys whenever a test asks.
inline const key_pair& keys_of(token_algorithm algorithm) {
  static const auto secret
    = key_pair{std::string(32, 's'), std::string(32, 's')};
  static const auto rsa = rsa_keys(2'048);
  static const auto curve = curve_keys("P-256");
  return algorithm == token_algorithm::hs256   ? secret
         : algorithm == token_algorithm::rs256 ? rsa
                                               : curve;
}

inline std::string base64url(std::string_view bytes) {
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "abcdefghijklmnopqrstuvwxyz0123456789-_";
  auto out = std::string{};
  auto held = std::uint32_t{0};
  auto bits = 0;
  for (auto c : bytes) {
    held = held << 8 | static_cast<unsigned char>(c);
    for (bits += 8; bits >= 6; bits -= 6)
      out += letters[held >> (bits - 6) & 63];
  }
  if (bits > 0)
    out += letters[held << (6 - bits) & 63];
  return out;
}

inline std::string hmac(std::string_view secret, std::string_view text,
                        const EVP_MD* digest = EVP_sha256()) {
  unsigned char out[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  HMAC(digest, secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), out,
       &size);
  return {reinterpret_cast<char*>(out), size};
}

/// RSA's own form; ECDSA's DER.
inline std::string digest_sign(std::string_view pem, std::string_view text) {
  auto key = private_key(pem);
  auto context = owner<EVP_MD_CTX>{EVP_MD_CTX_new()};
  auto* data = reinterpret_cast<const unsigned char*>(text.data());
  auto out = std::string(1'024, '\0');
  auto size = out.size();
  require(
    EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get())
      == 1
    && EVP_DigestSign(context.get(),
                      reinterpret_cast<unsigned char*>(out.data()), &size, data,
                      text.size())
         == 1);
  return out.substr(0, size);
}

/// R and S, as tokens have them.
inline std::string raw_ecdsa(const std::string& der) {
  auto* data = reinterpret_cast<const unsigned char*>(der.data());
  auto read = owner<ECDSA_SIG>{
    d2i_ECDSA_SIG(nullptr, &data, static_cast<long>(der.size()))};
  unsigned char out[64];
  require(read && BN_bn2binpad(ECDSA_SIG_get0_r(read.get()), out, 32) == 32
          && BN_bn2binpad(ECDSA_SIG_get0_s(read.get()), out + 32, 32) == 32);
  return {reinterpret_cast<char*>(out), sizeof out};
}

/// The bytes of a true signature.
inline std::string signature(token_algorithm algorithm, std::string_view key,
                             std::string_view text) {
  if (algorithm == token_algorithm::hs256)
    return hmac(key, text);
  auto made = digest_sign(key, text);
  return algorithm == token_algorithm::es256 ? raw_ecdsa(made) : made;
}

inline std::string header_of(token_algorithm algorithm) {
  return R"({"alg":")" + std::string{to_string(algorithm)} + R"("})";
}

/// Header and payload as they stand, with a true signature.
inline std::string token(token_algorithm algorithm, const std::string& header,
                         const std::string& payload) {
  auto text = base64url(header) + '.' + base64url(payload);
  return text + '.'
         + base64url(signature(algorithm, keys_of(algorithm).signing, text));
}

inline std::string
token(token_algorithm algorithm, const std::string& payload) {
  return token(algorithm, header_of(algorithm), payload);
}

} // namespace forge
