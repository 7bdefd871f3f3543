#include <troupe/net/tls_identity.hpp>

#include <troupe/actors/log.hpp>

namespace troupe {

result<std::unique_ptr<tls_identity>>
tls_identity::open(const server_options& options) {
  auto out = std::unique_ptr<tls_identity>{};
  if (options.tls_certificate.empty() && options.tls_key.empty())
    return out;
  if (options.tls_certificate.empty() || options.tls_key.empty())
    return problem{
      error_code::unavailable, "TLS needs both, a certificate and its key", {}};
  out.reset(new tls_identity{options.tls_certificate, options.tls_key});
  if (auto bad = out->load())
    return *bad;
  return out;
}

tls_context tls_identity::current() const {
  auto guard = std::lock_guard{mutex_};
  return current_;
}

std::optional<problem> tls_identity::reload() {
  auto bad = load();
  if (bad)
    log::error("certificate_refused", {{"problem", bad->message}});
  return bad;
}

std::optional<problem> tls_identity::load() {
  auto loaded = load_tls_context(certificate_, key_);
  if (!loaded)
    return loaded.error();
  log::info("certificate",
            {{"file", certificate_.string()}, {"expires", expiry(*loaded)}});
  auto guard = std::lock_guard{mutex_};
  current_ = std::move(*loaded);
  return std::nullopt;
}

} // namespace troupe
