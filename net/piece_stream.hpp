// What Beast reads from and writes to. Only for net/'s own sources.
#pragma once

#include <troupe/net/codec.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/system/system_error.hpp>

#include <cstddef>
#include <string_view>

namespace troupe {

/// What Beast takes for a socket: reads come from the piece that the gate
/// handed out, writes go to the connection's cork.
class piece_stream {
public:
  using error_code = boost::system::error_code;
  using executor_type = boost::asio::io_context::executor_type;

  explicit piece_stream(boost::asio::io_context& io) : io_(io) {}

  /// @param events null: what is written is dropped.
  void serve(codec_events* events) {
    events_ = events;
  }

  executor_type get_executor() noexcept {
    return io_.get_executor();
  }

  void expose(std::string_view piece) {
    piece_ = piece;
  }

  template <class Buffers>
  std::size_t read_some(const Buffers& buffers, error_code& ec) {
    auto copied = boost::asio::buffer_copy(
      buffers, boost::asio::buffer(piece_.data(), piece_.size()));
    piece_.remove_prefix(copied);
    ec = copied > 0 ? error_code{} : boost::asio::error::would_block;
    return copied;
  }

  template <class Buffers>
  std::size_t write_some(const Buffers& buffers, error_code& ec) {
    auto text = boost::beast::buffers_to_string(buffers);
    if (events_)
      events_->write(text);
    ec = {};
    return text.size();
  }

  // Beast's SyncStream concept wants the throwing forms too.
  template <class Buffers>
  std::size_t read_some(const Buffers& buffers) {
    error_code ec;
    auto copied = read_some(buffers, ec);
    return ec ? throw boost::system::system_error(ec) : copied;
  }

  template <class Buffers>
  std::size_t write_some(const Buffers& buffers) {
    error_code ec;
    return write_some(buffers, ec);
  }

private:
  boost::asio::io_context& io_;
  codec_events* events_ = nullptr;
  std::string_view piece_;
};

/// The connection ends the socket itself, once what is corked is out.
inline void teardown(boost::beast::role_type, piece_stream&,
                     boost::system::error_code& ec) {
  ec = {};
}

} // namespace troupe
