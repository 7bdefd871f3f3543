// A real server on a free loopback port, and clients made with Beast.
#pragma once

#include "running_server.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <future>
#include <string>

namespace tests {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = boost::beast::websocket;
using tcp = asio::ip::tcp;

/// A client whose calls block; the test's own time-out bounds them.
class ws_client {
public:
  /// @param window most that the kernel takes for it unread; 0: its default.
  /// @param compressed whether it offers permessage-deflate.
  ws_client(std::uint16_t port, const std::string& path, int window = 0,
            bool compressed = false)
    : stream_(io_) {
    auto where = tcp::endpoint{asio::ip::make_address("127.0.0.1"), port};
    stream_.next_layer().open(where.protocol());
    if (window > 0)
      stream_.next_layer().set_option(
        asio::socket_base::receive_buffer_size(window));
    stream_.next_layer().connect(where);
    stream_.read_message_max(64 << 20);
    auto offer = websocket::permessage_deflate{};
    offer.client_enable = compressed;
    stream_.set_option(offer);
    stream_.handshake("localhost", path);
  }

  void send(std::string_view text) {
    stream_.write(asio::buffer(text.data(), text.size()));
  }

  void send_binary(std::string_view bytes) {
    stream_.binary(true);
    send(bytes);
    stream_.binary(false);
  }

  /// Past the WebSocket protocol: parts of frames, or rubbish.
  void send_bytes(std::string_view bytes) {
    asio::write(stream_.next_layer(), asio::buffer(bytes.data(), bytes.size()));
  }

  /// Whether the last message was binary.
  bool got_binary() const {
    return stream_.got_binary();
  }

  /// The next message; throws when the connection ends instead.
  std::string next() {
    beast::flat_buffer buffer;
    stream_.read(buffer);
    return beast::buffers_to_string(buffer.data());
  }

  /// Reads until the connection ends. @returns the close code, 1006 without.
  unsigned end() {
    beast::flat_buffer buffer;
    auto ec = boost::system::error_code{};
    while (!ec) {
      buffer.clear();
      stream_.read(buffer, ec);
    }
    return ec == websocket::error::closed ? stream_.reason().code : 1006u;
  }

  void close() {
    stream_.close(websocket::close_code::normal);
  }

private:
  asio::io_context io_;
  websocket::stream<tcp::socket> stream_;
};

/// With clients that speak without TLS.
struct server_fixture : running_server {
  using running_server::running_server;

  ws_client connect(const std::string& path) {
    return ws_client{server->port(), path};
  }
};

} // namespace tests
