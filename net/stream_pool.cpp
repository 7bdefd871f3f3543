#include <troupe/net/stream_pool.hpp>

#include <troupe/net/beast_stream.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/beast/http/empty_body.hpp>

#include <utility>

namespace troupe {

namespace {

namespace http = boost::beast::http;

/// What opens a stream whose connection another one has answered.
http::request<http::empty_body> any_handshake() {
  auto out = http::request<http::empty_body>{http::verb::get, "/", 11};
  out.set(http::field::host, "localhost");
  out.set(http::field::connection, "Upgrade");
  out.set(http::field::upgrade, "websocket");
  out.set(http::field::sec_websocket_key, "AAAAAAAAAAAAAAAAAAAAAA==");
  out.set(http::field::sec_websocket_version, "13");
  return out;
}

} // namespace

stream_pool::stream_pool()
  : io_(std::make_unique<boost::asio::io_context>(1)) {}

stream_pool::~stream_pool() = default;

std::unique_ptr<beast_stream> stream_pool::make(codec_events& events) {
  auto out = std::make_unique<beast_stream>(*io_);
  out->next_layer().serve(&events);
  return out;
}

std::unique_ptr<beast_stream> stream_pool::take(codec_events& events) {
  if (free_.empty()) {
    auto made = std::make_unique<beast_stream>(*io_);
    made->accept(any_handshake());
    free_.push_back(std::move(made));
  }
  auto out = std::move(free_.back());
  free_.pop_back();
  out->next_layer().serve(&events);
  return out;
}

void stream_pool::give(std::unique_ptr<beast_stream> stream) {
  stream->next_layer().serve(nullptr);
  if (free_.size() < max_streams)
    free_.push_back(std::move(stream));
}

} // namespace troupe
