#include <troupe/net/http.hpp>

#include <troupe/protocol/json.hpp>

namespace troupe {

namespace {

std::string_view reason_of(unsigned status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 413: return "Content Too Large";
    case 426: return "Upgrade Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 503: return "Service Unavailable";
  }
  return "Unknown";
}

void append_header(std::string& out, std::string_view name,
                   std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

} // namespace

http_answer to_answer(const problem& why) {
  auto body = std::string{R"({"type":"error","code":)"};
  append_quoted(body, to_string(why.code));
  body += R"(,"message":)";
  append_quoted(body, why.message);
  body += '}';
  auto answer = http_answer{
    http_status(why.code), "application/json", std::move(body), {}};
  if (why.code == error_code::upgrade_required)
    answer.headers
      = {{"Upgrade", "websocket"}, {"Sec-WebSocket-Version", "13"}};
  if (why.code == error_code::method_not_allowed)
    answer.headers = {{"Allow", "GET, HEAD"}};
  if (why.code == error_code::unauthorized)
    answer.headers = {{"WWW-Authenticate", "Bearer"}};
  if (why.code == error_code::unavailable)
    answer.headers = {{"Retry-After", "5"}};
  return answer;
}

std::string encode(const http_answer& answer, bool head_only) {
  auto out = std::string{"HTTP/1.1 "};
  out.append(std::to_string(answer.status)).append(" ");
  out.append(reason_of(answer.status)).append("\r\n");
  append_header(out, "Content-Type", answer.content_type);
  append_header(out, "Content-Length", std::to_string(answer.body.size()));
  append_header(out, "Connection",
                answer.status == 426 ? "Upgrade, close" : "close");
  append_header(out, "X-Content-Type-Options", "nosniff");
  for (const auto& [name, value] : answer.headers)
    append_header(out, name, value);
  out += "\r\n";
  if (!head_only)
    out += answer.body;
  return out;
}

} // namespace troupe
