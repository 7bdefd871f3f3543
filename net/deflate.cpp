#include <troupe/net/deflate.hpp>

#include <boost/beast/zlib/deflate_stream.hpp>
#include <boost/beast/zlib/inflate_stream.hpp>

namespace zlib = boost::beast::zlib;

namespace troupe {

namespace {

using beast_error = boost::system::error_code;

/// What ends each message and is left out on the wire.
/// Source: RFC 7692 section 7.2.1.
constexpr auto tail = std::string_view{"\x00\x00\xFF\xFF", 4};

/// The largest window, which reads what was made with any.
constexpr int any_window = 15;

/// What zlib leaves unread of the input. Source: `data_type`, in zlib.h.
std::size_t unread(const zlib::z_params& io) {
  return io.avail_in + static_cast<std::size_t>(io.data_type & 63) / 8;
}

bool at_block_end(const zlib::z_params& io) {
  return io.avail_in == 0 && (io.data_type & 128) != 0
         && (io.data_type & 63) == 0;
}

/// Behind a last block, which a compressor without "sync flush" writes, there
/// may be an empty one. Source: RFC 7692 section 7.2.3.4.
bool ends_well(const beast_error& ec, const zlib::z_params& io) {
  if (ec == zlib::error::end_of_stream)
    return unread(io) == tail.size() || unread(io) == tail.size() + 1;
  return (!ec || ec == zlib::error::need_buffers) && at_block_end(io);
}

} // namespace

struct deflate::streams {
  zlib::deflate_stream packing;
  zlib::inflate_stream unpacking;
};

deflate::deflate(const compression_options& options, counters& totals)
  : options_(options), totals_(totals), streams_(std::make_unique<streams>()) {
  streams_->packing.reset(options_.level, options_.window_bits,
                          options_.memory_level, zlib::Strategy::normal);
}

deflate::~deflate() = default;

std::string deflate::pack(std::string_view payload) {
  if (payload.size() < options_.min_bytes || payload.empty())
    return {};
  count(totals_.compressed);
  packed_.resize(payload.size() + tail.size()); // More would gain nothing.
  auto io = zlib::z_params{};
  io.next_in = payload.data();
  io.avail_in = payload.size();
  io.next_out = packed_.data();
  io.avail_out = packed_.size();
  beast_error ec;
  streams_->packing.reset();
  streams_->packing.write(io, zlib::Flush::sync, ec);
  auto made = std::string_view{packed_}.substr(0, io.total_out);
  if (ec || io.avail_in > 0 || io.avail_out == 0 || !made.ends_with(tail))
    return {};
  return std::string{made.substr(0, made.size() - tail.size())};
}

unpacked deflate::unpack(std::string& payload, std::size_t most) {
  if (payload.empty())
    return {};
  if (unpacked_bytes_ <= most) {
    unpacked_bytes_ = most + 1;
    unpacked_ = std::make_unique_for_overwrite<char[]>(unpacked_bytes_);
  }
  payload += tail;
  auto io = zlib::z_params{};
  io.next_in = payload.data();
  io.avail_in = payload.size();
  io.next_out = unpacked_.get();
  io.avail_out = most + 1;
  beast_error ec;
  streams_->unpacking.reset(any_window);
  streams_->unpacking.write(io, zlib::Flush::sync, ec);
  if (io.total_out > most)
    return {{}, close_code::too_big};
  if (!ends_well(ec, io))
    return {{}, close_code::bad_utf8};
  return {{unpacked_.get(), io.total_out}, std::nullopt};
}

} // namespace troupe
