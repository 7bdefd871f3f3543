#include <apps/load/http_request.hpp>

namespace load {

http_request::http_request(event_loop& loop, const endpoint& server,
                           listener& owner, std::uint32_t index)
  : stream(loop), server_(server), owner_(owner), index_(index) {}

void http_request::post(std::string_view path, std::string_view json) {
  answer_ = {};
  request_.assign("POST ").append(path).append(" HTTP/1.1\r\nHost: ");
  request_.append(server_.host)
    .append("\r\nConnection: close\r\nContent-Type: application/json\r\n")
    .append("Content-Length: ")
    .append(std::to_string(json.size()))
    .append("\r\n\r\n")
    .append(json);
  connect(server_);
}

void http_request::cancel() {
  reset();
}

void http_request::on_connected() {
  output().append(request_);
}

void http_request::on_bytes(std::span<char> bytes) {
  answer_.feed({bytes.data(), bytes.size()});
  if (!answer_.is_complete() && !answer_.is_broken())
    return;
  detach();
  tell("the server's answer is no HTTP");
}

void http_request::on_lost(std::string_view why) {
  answer_.end();
  tell(why);
}

void http_request::tell(std::string_view why) {
  if (answer_.is_complete())
    owner_.on_answer(*this, answer_);
  else
    owner_.on_no_answer(*this, why);
}

} // namespace load
