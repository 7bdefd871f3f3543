#include <troupe/actors/cluster/certificates.hpp>

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>

namespace troupe {

namespace {

using context = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;
using verification
  = std::unique_ptr<X509_STORE_CTX, decltype(&X509_STORE_CTX_free)>;

/// Without this OpenSSL asks the terminal, and waits.
int no_pass_phrase(char*, int, int, void*) {
  return -1;
}

problem cannot_use(const std::filesystem::path& file, const std::string& as) {
  const auto* reason = ERR_reason_error_string(ERR_peek_error());
  ERR_clear_error();
  return {error_code::unavailable,
          "Cannot use " + file.string() + " as " + as
            + (reason ? std::string{": "} + reason : std::string{}),
          {}};
}

/// Whether a peer that trusts the authority would trust this node, both as the
/// one that dials and as the one that is dialled.
std::optional<problem>
check_chain(SSL_CTX* loaded, const std::filesystem::path& file, int purpose) {
  auto check = verification{X509_STORE_CTX_new(), X509_STORE_CTX_free};
  STACK_OF(X509)* chain = nullptr;
  SSL_CTX_get0_chain_certs(loaded, &chain);
  X509_STORE_CTX_init(check.get(), SSL_CTX_get_cert_store(loaded),
                      SSL_CTX_get0_certificate(loaded), chain);
  X509_STORE_CTX_set_purpose(check.get(), purpose);
  if (X509_verify_cert(check.get()) == 1)
    return std::nullopt;
  auto why = X509_STORE_CTX_get_error(check.get());
  ERR_clear_error();
  return problem{error_code::unavailable,
                 "Peers would refuse " + file.string() + ": "
                   + X509_verify_cert_error_string(why),
                 {}};
}

} // namespace

std::optional<problem> check_certificates(const cluster_options& options) {
  if (!speaks_tls(options))
    return std::nullopt;
  ERR_clear_error();
  auto loaded = context{SSL_CTX_new(TLS_method()), SSL_CTX_free};
  auto* it = loaded.get();
  SSL_CTX_set_default_passwd_cb(it, no_pass_phrase);
  if (SSL_CTX_use_certificate_chain_file(it, options.certificate.c_str()) != 1)
    return cannot_use(options.certificate, "a certificate in PEM");
  if (SSL_CTX_use_PrivateKey_file(it, options.key.c_str(), SSL_FILETYPE_PEM)
        != 1
      || SSL_CTX_check_private_key(it) != 1)
    return cannot_use(options.key, "its key in PEM without a pass phrase");
  if (SSL_CTX_load_verify_locations(it, options.authority.c_str(), nullptr)
      != 1)
    return cannot_use(options.authority, "an authority in PEM");
  if (auto bad = check_chain(it, options.certificate, X509_PURPOSE_SSL_SERVER))
    return bad;
  return check_chain(it, options.certificate, X509_PURPOSE_SSL_CLIENT);
}

} // namespace troupe
