// Whose word counts about where a client is.
#pragma once

#include <troupe/protocol/problem.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace troupe {

/// The proxies in front of a server. What they write into `X-Forwarded-For` is
/// believed; from anybody else it is only text.
///
/// Thread: any; immutable.
class trusted_proxies {
public:
  /// @param networks addresses and CIDR blocks: "10.0.0.1", "10.0.0.0/8",
  ///        "fd00::/8".
  /// @returns `bad_request` that names the first that is neither.
  static result<trusted_proxies>
  parse(const std::vector<std::string>& networks);

  bool contains(std::string_view address) const;

  /// The client behind a proxy: the last address of the list that is no
  /// trusted proxy itself.
  /// @param peer the trusted proxy; returned when the list names nobody.
  std::string
  client_of(std::string_view forwarded_for, std::string_view peer) const;

private:
  class table;

  explicit trusted_proxies(std::shared_ptr<const table> networks)
    : networks_(std::move(networks)) {}

  std::shared_ptr<const table> networks_;
};

} // namespace troupe
