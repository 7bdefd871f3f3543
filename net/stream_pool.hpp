// The Beast streams that the connections of a loop take turns with.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace boost::asio {
class io_context;
}

namespace troupe {

class beast_stream;
class codec_events;

/// Between two messages a Beast stream remembers nothing of its connection, so
/// one serves all of a loop that are in no message: an idle connection has
/// none, which saves 2.6 KiB of memory.
/// Thread: its loop's.
class stream_pool {
public:
  stream_pool();
  ~stream_pool();

  /// One that has not answered a handshake yet.
  std::unique_ptr<beast_stream> make(codec_events& events);

  /// One that is open, and between two messages.
  std::unique_ptr<beast_stream> take(codec_events& events);

  /// @pre it is open, and between two messages.
  void give(std::unique_ptr<beast_stream> stream);

private:
  static constexpr std::size_t max_streams = 8;

  std::unique_ptr<boost::asio::io_context> io_; ///< Nothing ever runs there.
  std::vector<std::unique_ptr<beast_stream>> free_;
};

} // namespace troupe
