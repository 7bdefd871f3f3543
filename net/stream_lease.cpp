#include <troupe/net/stream_lease.hpp>

#include <troupe/net/deflate.hpp>
#include <troupe/net/deflate_offer.hpp>

#include <string>
#include <utility>

namespace troupe {

namespace websocket = boost::beast::websocket;

bool stream_lease::accept(const upgrade_request& request) {
  auto stream = streams_.make(events_);
  if (compression_)
    negotiate(request, *stream);
  boost::system::error_code ec;
  stream->accept(request.head, ec);
  return !ec;
}

/// Without an offer that will do there is no compression.
void stream_lease::negotiate(const upgrade_request& request,
                             beast_stream& stream) {
  constexpr auto field = boost::beast::http::field::sec_websocket_extensions;
  auto offers = std::string{};
  auto [first, last] = request.head.equal_range(field);
  for (; first != last; ++first)
    offers.append(first->value().data(), first->value().size()) += ',';
  auto answer = accept_deflate(offers, compression_->window_bits());
  if (!answer) {
    compression_ = nullptr;
    return;
  }
  stream.set_option(websocket::stream_base::decorator(
    [answer = *answer](websocket::response_type& response) {
      response.set(field, answer);
    }));
}

void stream_lease::take(std::size_t max_message) {
  if (stream_)
    return;
  stream_ = streams_.take(events_);
  stream_->read_message_max(max_message);
}

void stream_lease::give_back() {
  streams_.give(std::move(stream_));
}

void stream_lease::drop() {
  stream_.reset();
}

} // namespace troupe
