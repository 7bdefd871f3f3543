// What a client said when it connected.
#pragma once

#include <troupe/protocol/path_pattern.hpp>
#include <troupe/protocol/target.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace troupe {

/// The opening request of a connection, checked and decoded. Immutable once
/// the session has it.
struct handshake {
  std::uint64_t connection = 0; ///< Its number in the log.
  std::string path;             ///< As it was sent, without the query.
  std::string address;          ///< The client's IP address, without the port.
  path_params params;           ///< `room_id` of `/chat/:room_id`, decoded.
  std::map<std::string, std::string, std::less<>> query; ///< Decoded.
  /// By their names in lower case; without those that only the upgrade to
  /// WebSocket is made of.
  std::map<std::string, std::string, std::less<>> headers;

  /// @returns the path parameter, or "" when the route has none of that name.
  const std::string& param(std::string_view name) const {
    return find(params, name);
  }

  /// @returns the query parameter, or "" when there is none.
  const std::string& query_param(std::string_view name) const {
    return find(query, name);
  }

  /// @param name in lower case.
  /// @returns the header's value, or "" when there is none.
  const std::string& header(std::string_view name) const {
    return find(headers, name);
  }

private:
  template <class Map>
  static const std::string& find(const Map& map, std::string_view name) {
    static const std::string none;
    auto found = map.find(name);
    return found == map.end() ? none : found->second;
  }
};

} // namespace troupe
