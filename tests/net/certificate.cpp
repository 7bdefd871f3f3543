#include "certificate.hpp"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>

namespace tests {

namespace {

template <class T>
using owner = std::unique_ptr<T, void (*)(T*)>;

owner<X509> sign(EVP_PKEY* key, long serial) {
  auto out = owner<X509>{X509_new(), X509_free};
  X509_set_version(out.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(out.get()), serial);
  X509_gmtime_adj(X509_getm_notBefore(out.get()), -60);
  X509_gmtime_adj(X509_getm_notAfter(out.get()), 24 * 60 * 60);
  auto* name = X509_get_subject_name(out.get());
  X509_NAME_add_entry_by_txt(
    name, "CN", MBSTRING_ASC,
    reinterpret_cast<const unsigned char*>("localhost"), -1, -1, 0);
  X509_set_issuer_name(out.get(), name);
  X509_set_pubkey(out.get(), key);
  X509_sign(out.get(), key, EVP_sha256());
  return out;
}

owner<std::FILE> open_file(const std::filesystem::path& where) {
  auto* out = std::fopen(where.c_str(), "w");
  if (!out)
    throw std::runtime_error{"cannot write " + where.string()};
  return {out, [](std::FILE* file) { std::fclose(file); }};
}

} // namespace

temporary_folder::temporary_folder() {
  auto pattern
    = (std::filesystem::temp_directory_path() / "troupe-XXXXXX").string();
  if (!::mkdtemp(pattern.data()))
    throw std::runtime_error{"cannot make a temporary folder"};
  path_ = pattern;
}

temporary_folder::~temporary_folder() {
  auto ignored = std::error_code{};
  std::filesystem::remove_all(path_, ignored);
}

identity_files make_identity(const std::filesystem::path& folder, long serial) {
  auto key = owner<EVP_PKEY>{EVP_EC_gen("P-256"), EVP_PKEY_free};
  auto certificate = sign(key.get(), serial);
  auto out = identity_files{folder / "certificate.pem", folder / "key.pem"};
  PEM_write_X509(open_file(out.certificate).get(), certificate.get());
  PEM_write_PrivateKey(open_file(out.key).get(), key.get(), nullptr, nullptr, 0,
                       nullptr, nullptr);
  return out;
}

} // namespace tests
