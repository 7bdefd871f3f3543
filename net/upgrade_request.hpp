// The head of an HTTP request as Beast parsed it. Only for net/'s own sources.
#pragma once

#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>

namespace troupe {

/// Wraps Beast's type, so that headers can name it without including Beast.
class upgrade_request {
public:
  using type = boost::beast::http::request<boost::beast::http::empty_body>;

  explicit upgrade_request(const type& request) : head(request) {}

  const type& head;
};

} // namespace troupe
