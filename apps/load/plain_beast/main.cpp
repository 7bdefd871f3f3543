// troupe-plain-beast: a room server as it is written by hand with Boost.Beast,
// after its own chat example: shared rooms behind a mutex, a queue of texts a
// connection, and one asynchronous write a message.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/strand.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

#include <deque>
#include <iostream>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using beast::error_code;
using tcp = asio::ip::tcp;

namespace {

using text = std::shared_ptr<const std::string>;

class session;

/// Who is where. Thread: any.
class rooms {
public:
  void join(const std::string& name, session* who);
  void leave(const std::string& name, session* who);
  void broadcast(const std::string& name, const text& what);

private:
  std::mutex mutex_;
  std::unordered_map<std::string, std::set<session*>> all_;
};

/// One connection. Owner: its own pending operations.
class session : public std::enable_shared_from_this<session> {
public:
  session(tcp::socket socket, rooms& where)
    : stream_(std::move(socket)), rooms_(where) {}

  ~session() {
    rooms_.leave(room_, this);
  }

  void run() {
    http::async_read(
      stream_.next_layer(), buffer_, request_,
      beast::bind_front_handler(&session::on_request, shared_from_this()));
  }

  /// Thread: any.
  void send(const text& what) {
    asio::post(
      stream_.get_executor(),
      beast::bind_front_handler(&session::enqueue, shared_from_this(), what));
  }

private:
  void on_request(error_code ec, std::size_t) {
    if (ec)
      return;
    stream_.next_layer().expires_never();
    stream_.next_layer().socket().set_option(tcp::no_delay{true}, ec);
    stream_.set_option(
      websocket::stream_base::timeout::suggested(beast::role_type::server));
    room_ = request_.target();
    stream_.async_accept(request_, beast::bind_front_handler(
                                     &session::on_accept, shared_from_this()));
  }

  void on_accept(error_code ec) {
    if (ec)
      return;
    stream_.text(true);
    rooms_.join(room_, this);
    read();
  }

  void read() {
    stream_.async_read(buffer_, beast::bind_front_handler(&session::on_read,
                                                          shared_from_this()));
  }

  void on_read(error_code ec, std::size_t) {
    if (ec)
      return;
    auto what = std::make_shared<const std::string>(
      beast::buffers_to_string(buffer_.data()));
    buffer_.consume(buffer_.size());
    if (room_ == "/echo")
      enqueue(what);
    else
      rooms_.broadcast(room_, what);
    read();
  }

  void enqueue(const text& what) {
    queue_.push_back(what);
    if (queue_.size() == 1)
      write();
  }

  void write() {
    stream_.async_write(
      asio::buffer(*queue_.front()),
      beast::bind_front_handler(&session::on_write, shared_from_this()));
  }

  void on_write(error_code ec, std::size_t) {
    if (ec)
      return;
    queue_.pop_front();
    if (!queue_.empty())
      write();
  }

  websocket::stream<beast::tcp_stream> stream_;
  rooms& rooms_;
  beast::flat_buffer buffer_;
  http::request<http::empty_body> request_;
  std::string room_;
  std::deque<text> queue_; ///< The front is being written.
};

void rooms::join(const std::string& name, session* who) {
  auto lock = std::lock_guard{mutex_};
  all_[name].insert(who);
}

void rooms::leave(const std::string& name, session* who) {
  auto lock = std::lock_guard{mutex_};
  auto found = all_.find(name);
  if (found == all_.end())
    return;
  found->second.erase(who);
  if (found->second.empty())
    all_.erase(found);
}

// As in Beast's example: a session's destructor waits for the mutex, so strong
// references are taken under it, and dropped after it.
void rooms::broadcast(const std::string& name, const text& what) {
  auto members = std::vector<std::weak_ptr<session>>{};
  {
    auto lock = std::lock_guard{mutex_};
    auto found = all_.find(name);
    if (found == all_.end())
      return;
    for (auto* one : found->second)
      members.push_back(one->weak_from_this());
  }
  for (const auto& one : members)
    if (auto alive = one.lock())
      alive->send(what);
}

/// Accepts for ever, each connection on a strand of its own.
void accept(asio::io_context& io, tcp::acceptor& door, rooms& where) {
  door.async_accept(
    asio::make_strand(io), [&](error_code ec, tcp::socket socket) {
      if (!ec)
        std::make_shared<session>(std::move(socket), where)->run();
      accept(io, door, where);
    });
}

void serve(std::uint16_t port, unsigned threads) {
  // The rooms outlive the sessions that the io_context still holds at its end.
  rooms where;
  asio::io_context io;
  auto here = tcp::endpoint{asio::ip::address_v4::loopback(), port};
  tcp::acceptor door{io, here};
  asio::signal_set signals{io, SIGINT, SIGTERM};
  signals.async_wait([&](error_code, int) { io.stop(); });
  accept(io, door, where);
  std::cout << "troupe-plain-beast listening on http://127.0.0.1:"
            << door.local_endpoint().port() << std::endl;
  auto others = std::vector<std::jthread>{};
  for (unsigned i = 1; i < threads; ++i)
    others.emplace_back([&] { io.run(); });
  io.run();
}

} // namespace

int main(int argc, char** argv) {
  std::uint16_t port = 8091;
  unsigned threads = 1;
  CLI::App program{"A room server written by hand, to compare others with",
                   "troupe-plain-beast"};
  program.add_option("--port", port, "Port to listen on; 0: a free one")
    ->capture_default_str();
  program.add_option("--threads", threads, "Threads")->capture_default_str();
  CLI11_PARSE(program, argc, argv);
  try {
    serve(port, threads);
  } catch (const std::exception& problem) {
    std::cerr << "troupe-plain-beast: " << problem.what() << '\n';
    return 1;
  }
}
