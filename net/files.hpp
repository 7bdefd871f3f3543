// The files of a folder, served over HTTP.
#pragma once

#include <troupe/net/http.hpp>

#include <filesystem>

namespace troupe {

/// Reads all regular files below `root` into memory and serves them; `/` is
/// `/index.html`. A request is a look-up by its decoded path, never a path of
/// the file system, so nothing outside of `root` can be asked for.
/// @returns the endpoint, or why the folder cannot be served: missing,
///          unreadable, or larger than 64 MiB.
result<http_endpoint> serve_files(const std::filesystem::path& root);

} // namespace troupe
