#include <troupe/net/tls_context.hpp>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <cstring>
#include <ctime>

namespace fs = std::filesystem;

namespace troupe {

namespace {

/// For TLS 1.2; those of 1.3 are all good.
constexpr auto ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20";

/// In the form of RFC 7301: a length, then the name.
constexpr unsigned char protocols[] = "\x08http/1.1";

int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_size,
                    const unsigned char* offered, unsigned int offered_size,
                    void*) {
  unsigned char* chosen = nullptr;
  auto found = SSL_select_next_proto(
    &chosen, out_size, protocols, sizeof protocols - 1, offered, offered_size);
  *out = chosen;
  return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK
                                         : SSL_TLSEXT_ERR_ALERT_FATAL;
}

/// A server has nobody whom it could ask; without this OpenSSL asks the
/// terminal, and waits.
int no_pass_phrase(char*, int, int, void*) {
  return -1;
}

void set_rules(SSL_CTX* out) {
  SSL_CTX_set_min_proto_version(out, TLS1_2_VERSION);
  SSL_CTX_set_cipher_list(out, ciphers);
  SSL_CTX_set_options(out, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION
                             | SSL_OP_CIPHER_SERVER_PREFERENCE
                             | SSL_OP_PRIORITIZE_CHACHA);
  SSL_CTX_set_session_cache_mode(out, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_mode(out, SSL_MODE_RELEASE_BUFFERS); // What is idle has none.
  SSL_CTX_set_alpn_select_cb(out, choose_protocol, nullptr);
  SSL_CTX_set_default_passwd_cb(out, no_pass_phrase);
}

problem cannot_use(const fs::path& file, const char* as) {
  return {error_code::unavailable,
          "Cannot use " + file.string() + " as " + as + ": " + take_tls_error(),
          {}};
}

} // namespace

std::string take_tls_error() {
  auto code = ERR_peek_error(); // The first says most.
  ERR_clear_error();
  if (ERR_SYSTEM_ERROR(code))
    return std::strerror(ERR_GET_REASON(code));
  const auto* reason = ERR_reason_error_string(code);
  return reason ? reason : "";
}

result<tls_context>
load_tls_context(const fs::path& certificate, const fs::path& key) {
  ERR_clear_error();
  auto out = tls_context{SSL_CTX_new(TLS_server_method()), SSL_CTX_free};
  if (!out)
    return problem{error_code::unavailable, take_tls_error(), {}};
  set_rules(out.get());
  if (SSL_CTX_use_certificate_chain_file(out.get(), certificate.c_str()) != 1)
    return cannot_use(certificate, "a certificate in PEM");
  if (SSL_CTX_use_PrivateKey_file(out.get(), key.c_str(), SSL_FILETYPE_PEM) != 1
      || SSL_CTX_check_private_key(out.get()) != 1)
    return cannot_use(key, "its key in PEM without a pass phrase");
  return out;
}

std::string expiry(const tls_context& context) {
  auto when = std::tm{};
  const auto* certificate = SSL_CTX_get0_certificate(context.get());
  ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &when);
  char text[32] = "";
  std::strftime(text, sizeof text, "%FT%TZ", &when);
  return text;
}

} // namespace troupe
