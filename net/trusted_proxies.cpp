#include <troupe/net/trusted_proxies.hpp>

#include <troupe/protocol/ascii.hpp>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace ip = boost::asio::ip;

namespace troupe {

namespace {

std::optional<ip::address> address_of(std::string_view text) {
  boost::system::error_code ec;
  auto out = ip::make_address(std::string{text}, ec);
  if (ec)
    return std::nullopt;
  if (out.is_v6() && out.to_v6().is_v4_mapped())
    return ip::make_address_v4(ip::v4_mapped, out.to_v6());
  return out;
}

} // namespace

class trusted_proxies::table {
public:
  bool add(const std::string& text) {
    auto alone = text.find('/') == std::string::npos;
    boost::system::error_code ec;
    auto v4 = ip::make_network_v4(alone ? text + "/32" : text, ec);
    if (!ec)
      return v4_.push_back(v4.canonical()), true;
    ec.clear();
    auto v6 = ip::make_network_v6(alone ? text + "/128" : text, ec);
    if (!ec)
      v6_.push_back(v6.canonical());
    return !ec;
  }

  bool contains(const ip::address& who) const {
    if (who.is_v4())
      return std::any_of(v4_.begin(), v4_.end(), [&](const auto& net) {
        return ip::make_network_v4(who.to_v4(), net.prefix_length()).canonical()
               == net;
      });
    return std::any_of(v6_.begin(), v6_.end(), [&](const auto& net) {
      return ip::make_network_v6(who.to_v6(), net.prefix_length()).canonical()
             == net;
    });
  }

private:
  std::vector<ip::network_v4> v4_;
  std::vector<ip::network_v6> v6_;
};

result<trusted_proxies>
trusted_proxies::parse(const std::vector<std::string>& networks) {
  auto made = std::make_shared<table>();
  for (const auto& each : networks)
    if (!made->add(each))
      return problem{
        error_code::bad_request, "No address and no network: " + each, {}};
  return trusted_proxies{std::move(made)};
}

bool trusted_proxies::contains(std::string_view address) const {
  auto who = address_of(address);
  return who && networks_->contains(*who);
}

std::string trusted_proxies::client_of(std::string_view forwarded_for,
                                       std::string_view peer) const {
  auto known = std::string{peer};
  while (!forwarded_for.empty()) {
    auto comma = forwarded_for.rfind(',');
    auto last = comma == std::string_view::npos
                  ? forwarded_for
                  : forwarded_for.substr(comma + 1);
    forwarded_for
      = forwarded_for.substr(0, comma == std::string_view::npos ? 0 : comma);
    auto who = address_of(trimmed(last));
    if (!who)
      return known; // A proxy of ours does not write that.
    known = who->to_string();
    if (!networks_->contains(*who))
      return known;
  }
  return known;
}

} // namespace troupe
