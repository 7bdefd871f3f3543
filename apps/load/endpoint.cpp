#include <apps/load/endpoint.hpp>

#include <cstring>
#include <memory>
#include <netdb.h>
#include <stdexcept>

namespace load {

namespace {

struct host_and_port {
  std::string host;
  std::string port = "80";
};

host_and_port split(std::string_view authority) {
  auto out = host_and_port{};
  auto v6_end = authority.starts_with('[') ? authority.find(']') : 0;
  auto colon = authority.find(':', v6_end);
  if (colon != std::string_view::npos)
    out.port = authority.substr(colon + 1);
  out.host = authority.substr(0, colon);
  if (authority.starts_with('['))
    out.host = out.host.substr(1, out.host.size() - 2);
  return out;
}

} // namespace

endpoint find_endpoint(std::string_view url) {
  constexpr std::string_view scheme = "ws://";
  auto given = std::string{url};
  if (!url.starts_with(scheme))
    throw std::runtime_error{given + ": not a ws:// address"};
  url.remove_prefix(scheme.size());
  auto out = endpoint{};
  out.host = url.substr(0, url.find('/'));
  auto [host, port] = split(out.host);

  auto wanted = addrinfo{};
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* raw = nullptr;
  auto error = ::getaddrinfo(host.c_str(), port.c_str(), &wanted, &raw);
  auto found = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>{
    raw, &::freeaddrinfo};
  if (error != 0)
    throw std::runtime_error{given + ": " + ::gai_strerror(error)};
  std::memcpy(&out.address, found->ai_addr, found->ai_addrlen);
  out.address_bytes = found->ai_addrlen;
  return out;
}

} // namespace load
