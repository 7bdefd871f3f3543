// What nodes show each other.
#pragma once

#include <troupe/actors/cluster/options.hpp>

#include <optional>

namespace troupe {

/// Looks at the files before CAF does, which would hang with bad ones: that
/// they can be read, that the key is the certificate's, that it is valid today
/// and from the authority. Nothing is wrong with nodes that speak plainly.
std::optional<problem> check_certificates(const cluster_options& options);

} // namespace troupe
