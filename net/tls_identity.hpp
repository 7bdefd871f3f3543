// Who the server is to those who speak TLS.
#pragma once

#include <troupe/net/options.hpp>
#include <troupe/net/tls_context.hpp>

#include <memory>
#include <mutex>
#include <optional>

namespace troupe {

/// The certificate and the key that new connections get; can be read anew
/// while the server serves.
/// Thread: any.
class tls_identity {
public:
  /// @returns the identity that the options name, null when they name none; or
  ///          why it cannot be had: one file without the other, a file that is
  ///          of no use.
  static result<std::unique_ptr<tls_identity>>
  open(const server_options& options);

  tls_context current() const;

  /// Reads both files again. Connections that are open keep what they began
  /// with.
  /// @returns why the files are of no use, which is logged too; the old
  ///          identity stays then.
  std::optional<problem> reload();

private:
  tls_identity(std::filesystem::path certificate, std::filesystem::path key)
    : certificate_(std::move(certificate)), key_(std::move(key)) {}

  std::optional<problem> load();

  std::filesystem::path certificate_;
  std::filesystem::path key_;
  mutable std::mutex mutex_;
  tls_context current_;
};

} // namespace troupe
