#include <troupe/actors/cluster/options.hpp>

#include <troupe/actors/clustering.hpp>
#include <troupe/protocol/names.hpp>
#include <troupe/protocol/stable_hash.hpp>

#include <arpa/inet.h>

#include <charconv>
#include <set>

namespace troupe {

namespace {

constexpr std::size_t max_node_name = 64;

problem refuse(std::string words) {
  return {error_code::bad_request, std::move(words), {}};
}

bool is_address(const std::string& host) {
  unsigned char bytes[sizeof(in6_addr)];
  return inet_pton(AF_INET, host.c_str(), bytes) == 1
         || inet_pton(AF_INET6, host.c_str(), bytes) == 1;
}

bool is_loopback(const std::string& host) {
  return host == "::1" || host.starts_with("127.");
}

bool is_every_interface(const std::string& host) {
  return host == "0.0.0.0" || host == "::";
}

std::optional<problem> check(const node_address& node, bool plain) {
  if (!valid_name(node.name, max_node_name))
    return refuse("\"" + node.name + "\" is no valid name of a node");
  if (!is_address(node.host) || is_every_interface(node.host))
    return refuse("node " + node.name + ": " + node.host
                  + " is not the IP address of one interface");
  if (node.port == 0)
    return refuse("node " + node.name + " needs a port");
  if (plain && !is_loopback(node.host))
    return refuse("node " + node.name + ": without a certificate, a key and "
                  + "an authority nodes talk over loopback only, and "
                  + node.host + " is another address");
  return std::nullopt;
}

std::optional<problem> check_times(const cluster_options& x) {
  if (x.heartbeat.count() <= 0 || x.timeout < 2 * x.heartbeat)
    return refuse("the timeout between nodes is two heartbeats at least");
  if (x.first_retry.count() <= 0 || x.last_retry < x.first_retry)
    return refuse("the last wait before dialling again is no shorter than the "
                  "first, which is longer than 0");
  return std::nullopt;
}

} // namespace

std::uint64_t node_number(std::string_view name) noexcept {
  auto hash = stable_hash(name);
  return 1 + (hash ^ hash >> 32) % (max_node_number - 1);
}

std::optional<problem>
parse_host_and_port(std::string_view text, node_address& out) {
  auto colon = text.rfind(':');
  auto bad = refuse("not HOST:PORT: " + std::string{text});
  if (colon == std::string_view::npos)
    return bad;
  auto host = text.substr(0, colon), port = text.substr(colon + 1);
  if (host.starts_with('[') && host.ends_with(']'))
    host = host.substr(1, host.size() - 2);
  auto [end, wrong]
    = std::from_chars(port.data(), port.data() + port.size(), out.port);
  if (host.empty() || wrong != std::errc{} || end != port.data() + port.size())
    return bad;
  out.host = host;
  return std::nullopt;
}

result<node_address> parse_node_address(std::string_view text) {
  auto out = node_address{};
  auto equals = text.find('=');
  if (equals == std::string_view::npos)
    return refuse("not NAME=HOST:PORT: " + std::string{text});
  out.name = text.substr(0, equals);
  if (auto bad = parse_host_and_port(text.substr(equals + 1), out))
    return *bad;
  return out;
}

std::optional<problem> check(const cluster_options& options) {
  auto tls_files = !options.certificate.empty() + !options.key.empty()
                   + !options.authority.empty();
  if (tls_files != 0 && tls_files != 3)
    return refuse("TLS between nodes needs a certificate, its key, and the "
                  "authority of all nodes");
  if (auto bad = check_times(options))
    return bad;
  auto names = std::set<std::string>{};
  auto numbers = std::set<std::uint64_t>{};
  auto all = options.peers;
  all.push_back(options.self);
  for (const auto& each : all) {
    if (auto bad = check(each, tls_files == 0))
      return bad;
    if (!names.insert(each.name).second)
      return refuse("two nodes are named " + each.name);
    if (!numbers.insert(node_number(each.name)).second)
      return refuse("the name " + each.name + " gives the number of another "
                    + "node: name it otherwise");
  }
  return std::nullopt;
}

} // namespace troupe
