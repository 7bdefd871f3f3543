#include <troupe/stores/redis_url.hpp>

#include <troupe/protocol/target.hpp>

#include <charconv>
#include <limits>

namespace troupe {

namespace {

problem malformed(std::string_view why) {
  return refusal(std::string{"Redis URL: "}.append(why));
}

template <class T>
bool read_number(std::string_view text, T& out) {
  auto [end, error]
    = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size();
}

/// `user:password`, or `:password`.
result<void> read_credentials(std::string_view text, redis_url& out) {
  auto colon = text.find(':');
  if (colon == std::string_view::npos)
    return malformed("a user needs a password: user:password@");
  auto user = percent_decode(text.substr(0, colon));
  auto password = percent_decode(text.substr(colon + 1));
  if (!user || !password)
    return malformed("a malformed % in user or password");
  if (password->empty())
    return malformed("the password is empty");
  out.user = std::move(*user);
  out.password = std::move(*password);
  return {};
}

/// Takes `host` or `[address]` off the front of `text`.
result<void> take_host(std::string_view& text, redis_url& out) {
  auto bracketed = text.starts_with('[');
  auto end = text.find(bracketed ? ']' : ':');
  if (bracketed && end == std::string_view::npos)
    return malformed("no ] behind the address");
  out.host = text.substr(bracketed ? 1 : 0, bracketed ? end - 1 : end);
  text.remove_prefix(end == std::string_view::npos ? text.size()
                                                   : end + (bracketed ? 1 : 0));
  if (out.host.empty())
    return malformed("no host");
  return {};
}

/// `host[:port]`
result<void> read_address(std::string_view text, redis_url& out) {
  if (auto host = take_host(text, out); !host)
    return host.error();
  if (text.empty())
    return {};
  if (!text.starts_with(':') || !read_number(text.substr(1), out.port)
      || out.port == 0)
    return malformed("the port is a number from 1 to 65535");
  return {};
}

} // namespace

result<redis_url> parse_redis_url(std::string_view text) {
  constexpr auto scheme = std::string_view{"redis://"};
  if (text.starts_with("rediss://"))
    return malformed("TLS (rediss://) is not supported");
  if (!text.starts_with(scheme))
    return malformed("it must begin with redis://");
  text.remove_prefix(scheme.size());
  auto out = redis_url{};
  auto slash = text.rfind('/');
  // A slash of the password stands before the @.
  if (slash != std::string_view::npos
      && text.find('@', slash) == std::string_view::npos) {
    auto database = text.substr(slash + 1);
    if (!database.empty() && !read_number(database, out.database))
      return malformed("the database behind the last / is a number");
    text = text.substr(0, slash);
  }
  if (auto at = text.rfind('@'); at != std::string_view::npos) {
    if (auto who = read_credentials(text.substr(0, at), out); !who)
      return who.error();
    text.remove_prefix(at + 1);
  }
  if (auto address = read_address(text, out); !address)
    return address.error();
  return out;
}

std::string to_string(const redis_url& where) {
  auto ipv6 = where.host.find(':') != std::string::npos;
  return (ipv6 ? '[' + where.host + ']' : where.host) + ':'
         + std::to_string(where.port) + '/' + std::to_string(where.database);
}

} // namespace troupe
