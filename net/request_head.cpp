#include <troupe/net/request_head.hpp>

#include <troupe/net/upgrade_request.hpp>
#include <troupe/protocol/ascii.hpp>

#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/rfc7230.hpp>

#include <algorithm>
#include <cctype>
#include <iterator>

namespace beast = boost::beast;
namespace http = boost::beast::http;

namespace troupe {

namespace {

problem bad_request(std::string_view why) {
  return {error_code::bad_request, std::string{why}, {}};
}

/// Base64 of exactly 16 bytes: 22 characters and "==".
bool valid_key(std::string_view key) {
  auto digit = [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '+' || c == '/';
  };
  // The last digit carries 4 bits that must be zero.
  return key.size() == 24 && key.ends_with("==")
         && std::all_of(key.begin(), key.begin() + 22, digit)
         && std::string_view{"AQgw"}.find(key[21]) != std::string_view::npos;
}

/// Headers that decide something, and so must not come twice.
constexpr http::field single_fields[] = {
  http::field::host,          http::field::sec_websocket_key,
  http::field::authorization, http::field::sec_websocket_version,
  http::field::origin,        http::field::content_length,
};

/// Headers that mean nothing once there is a WebSocket, or none: a connection
/// that kept them would be half a kibibyte larger.
bool is_of_upgrade(http::field name) {
  constexpr http::field all[] = {
    http::field::connection,
    http::field::upgrade,
    http::field::sec_websocket_key,
    http::field::sec_websocket_version,
    http::field::sec_websocket_extensions,
  };
  return std::find(std::begin(all), std::end(all), name) != std::end(all);
}

std::string_view view(beast::string_view text) {
  return {text.data(), text.size()};
}

} // namespace

class request_head::impl {
public:
  using request = upgrade_request::type;

  explicit impl(const bounds& limits) : limits_(limits) {
    parser_.header_limit(static_cast<std::uint32_t>(limits.bytes));
    parser_.body_limit(boost::none); // Who takes a body has a limit.
  }

  result<bool> feed(std::string_view bytes) {
    buffer_ += bytes;
    if (parser_.is_header_done())
      return true;
    boost::system::error_code ec;
    auto used = parser_.put(
      boost::asio::buffer(buffer_.data(),
                          std::min(buffer_.size(), limits_.bytes + 1)),
      ec);
    buffer_.erase(0, used);
    if (ec == http::error::need_more)
      ec = {};
    if (ec == http::error::header_limit || ec == http::error::buffer_overflow
        || (!parser_.is_header_done() && buffer_.size() > limits_.bytes))
      return too_large();
    if (ec)
      return bad_request("Malformed request");
    return parser_.is_header_done();
  }

  const request& head() const {
    return parser_.get();
  }

  std::string_view rest() const {
    return buffer_;
  }

  std::uint64_t body_bytes() const {
    return parser_.content_length().value_or(0);
  }

  std::optional<problem> check() const {
    const auto& fields = head().base();
    auto lines = std::distance(fields.begin(), fields.end());
    if (static_cast<std::size_t>(lines) > limits_.fields)
      return too_large();
    for (auto field : single_fields)
      if (fields.count(field) > 1)
        return bad_request("A header stands twice: "
                           + std::string{view(http::to_string(field))});
    if (head().version() == 11 && fields.count(http::field::host) != 1)
      return bad_request("Host is missing");
    if (fields.count(http::field::transfer_encoding) > 0)
      return bad_request("Transfer codings are not taken here");
    for (const auto& line : fields)
      for (auto c : line.value())
        if (static_cast<unsigned char>(c) < 0x20 && c != '\t')
          return bad_request("Malformed header");
    return std::nullopt;
  }

private:
  static problem too_large() {
    return {error_code::too_large, "Request head too large", {}};
  }

  bounds limits_;
  std::string buffer_;
  http::request_parser<http::empty_body> parser_;
};

request_head::request_head(const bounds& limits)
  : impl_(std::make_unique<impl>(limits)) {}

request_head::~request_head() = default;

result<bool> request_head::feed(std::string_view bytes) {
  return impl_->feed(bytes);
}

std::uint64_t request_head::body_bytes() const {
  return impl_->body_bytes();
}

std::string request_head::forwarded_for() const {
  auto out = std::string{};
  auto [line, end] = impl_->head().base().equal_range("X-Forwarded-For");
  for (; line != end; ++line)
    out.append(out.empty() ? "" : ",").append(view(line->value()));
  return out;
}

std::string_view request_head::rest() const {
  return impl_->rest();
}

upgrade_request request_head::request() const {
  return upgrade_request{impl_->head()};
}

result<http_request> request_head::read() const {
  if (auto bad = impl_->check())
    return *bad;
  const auto& head = impl_->head();
  auto where = parse_target(view(head.target()));
  if (!where)
    return bad_request("Malformed path");
  auto out = http_request{
    std::string{view(head.method_string())}, std::move(*where), {}, {}};
  auto path = view(head.target());
  out.head.path = std::string{path.substr(0, path.find('?'))};
  out.head.query = out.where.query;
  for (const auto& line : head.base())
    if (!is_of_upgrade(line.name()))
      out.head.headers.emplace(to_lower(view(line.name_string())),
                               std::string{view(line.value())});
  return out;
}

bool request_head::wants_upgrade() const {
  const auto& fields = impl_->head().base();
  return http::token_list{fields[http::field::upgrade]}.exists("websocket")
         && http::token_list{fields[http::field::connection]}.exists("upgrade");
}

bool request_head::is_head_request() const {
  return impl_->head().method() == http::verb::head;
}

std::optional<problem> request_head::check_upgrade() const {
  const auto& head = impl_->head();
  const auto& fields = head.base();
  if (head.method() != http::verb::get)
    return problem{error_code::method_not_allowed, "Use GET", {}};
  if (!wants_upgrade())
    return problem{
      error_code::upgrade_required, "This path speaks WebSocket only", {}};
  if (head.version() != 11)
    return bad_request("A WebSocket needs HTTP/1.1");
  if (fields[http::field::sec_websocket_version] != "13")
    return problem{
      error_code::upgrade_required, "Sec-WebSocket-Version must be 13", {}};
  if (!valid_key(view(fields[http::field::sec_websocket_key])))
    return bad_request("Sec-WebSocket-Key must be 16 bytes in base64");
  return std::nullopt;
}

} // namespace troupe
