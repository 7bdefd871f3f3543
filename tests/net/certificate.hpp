// Certificates for the tests, made when they run.
#pragma once

#include <filesystem>
#include <string>

namespace tests {

/// A folder that goes with its owner.
class temporary_folder {
public:
  temporary_folder();
  ~temporary_folder();

  temporary_folder(const temporary_folder&) = delete;
  temporary_folder& operator=(const temporary_folder&) = delete;

  const std::filesystem::path& path() const noexcept {
    return path_;
  }

private:
  std::filesystem::path path_;
};

/// Where an identity lies.
struct identity_files {
  std::filesystem::path certificate;
  std::filesystem::path key;
};

/// Makes a self-signed certificate (EC P-256, one day) with this serial
/// number, in files `certificate.pem` and `key.pem` of the folder.
identity_files make_identity(const std::filesystem::path& folder, long serial);

} // namespace tests
