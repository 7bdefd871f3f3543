// Beast's WebSocket stream as net/ uses it. Only for net/'s own sources.
#pragma once

#include <troupe/net/piece_stream.hpp>

#include <boost/beast/websocket/stream.hpp>

namespace troupe {

/// Wraps Beast's type, so that headers can name it without including Beast.
class beast_stream final
  : public boost::beast::websocket::stream<piece_stream, /*deflate=*/false> {
public:
  using stream::stream;
};

} // namespace troupe
