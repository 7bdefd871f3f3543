#include <apps/load/http_answer.hpp>

#include "catch.hpp"

#include <string>
#include <vector>

using load::http_answer;

namespace {

constexpr std::string_view created = "HTTP/1.1 201 Created\r\n"
                                     "Server: any\r\n"
                                     "content-LENGTH:  15 \r\n"
                                     "\r\n"
                                     "{\"game_id\":\"x\"}";

http_answer answer_of(std::string_view text) {
  auto out = http_answer{};
  out.feed(text);
  return out;
}

std::string with_field(std::string_view field) {
  return "HTTP/1.1 200 OK\r\n" + std::string{field} + "\r\n\r\n";
}

} // namespace

TEST_CASE("an answer is complete with the last byte of its body",
          "[http_answer]") {
  auto answer = http_answer{};
  for (auto letter : created) {
    REQUIRE_FALSE(answer.is_complete());
    answer.feed({&letter, 1});
  }
  REQUIRE(answer.is_complete());
  CHECK(answer.status() == 201);
  CHECK(answer.body() == "{\"game_id\":\"x\"}");
  answer.end();
  CHECK(answer.is_complete());
}

TEST_CASE("an answer without a length ends with its connection",
          "[http_answer]") {
  auto answer = answer_of("HTTP/1.0 404 Not Found\r\n\r\nnothing");
  CHECK_FALSE(answer.is_complete());
  answer.end();
  REQUIRE(answer.is_complete());
  CHECK(answer.status() == 404);
  CHECK(answer.body() == "nothing");
}

TEST_CASE("an answer that is cut short is broken", "[http_answer]") {
  for (auto bytes : {std::size_t{0}, std::size_t{1}, created.find("\r\n\r\n"),
                     created.size() - 1}) {
    auto answer = answer_of(created.substr(0, bytes));
    answer.end();
    CHECK(answer.is_broken());
  }
}

TEST_CASE("what is no answer is broken", "[http_answer]") {
  auto wrong = std::vector<std::string>{
    "\r\n\r\n",
    "SSH-2.0-OpenSSH_9.2\r\n\r\n",
    "HTTP/2 200\r\n\r\n",
    "HTTP/1.1 20\r\n\r\n",
    "HTTP/1.1 2000\r\n\r\n",
    "HTTP/1.1 abc OK\r\n\r\n",
    "HTTP/1.1 -20 OK\r\n\r\n",
    "HTTP/1.1 100 Continue\r\n\r\n",
    "HTTP/1.1 999 What\r\n\r\n",
    "HTTP/1.1x200 OK\r\n\r\n",
    with_field("no colon"),
    with_field(": no name"),
    with_field("Content-Length: "),
    with_field("Content-Length: -1"),
    with_field("Content-Length: 1x"),
    with_field("Content-Length: 99999999999999999999"),
    with_field("Content-Length: 1\r\nContent-Length: 2"),
    with_field("Transfer-Encoding: chunked"),
  };
  for (const auto& text : wrong) {
    INFO(text);
    CHECK(answer_of(text).is_broken());
  }
}

TEST_CASE("a length that is told twice is one length", "[http_answer]") {
  CHECK(answer_of(with_field("Content-Length: 0\r\nContent-Length: 0"))
          .is_complete());
}

TEST_CASE("more than the announced body is broken", "[http_answer]") {
  CHECK(answer_of(std::string{created} + "x").is_broken());
}

TEST_CASE("a head that does not end is given up", "[http_answer]") {
  auto answer = answer_of("HTTP/1.1 200 OK\r\n");
  std::size_t fed = 0;
  for (; !answer.is_broken() && fed < 2 * http_answer::max_head_bytes; ++fed)
    answer.feed("x");
  CHECK(answer.is_broken());
  CHECK(fed <= http_answer::max_head_bytes);
}

TEST_CASE("a body beyond the bound is given up", "[http_answer]") {
  auto announced = with_field(
    "Content-Length: " + std::to_string(http_answer::max_body_bytes + 1));
  CHECK(answer_of(announced).is_broken());

  auto most = std::string(http_answer::max_body_bytes, 'x');
  auto answer = answer_of(with_field("Server: any") + most);
  CHECK_FALSE(answer.is_broken());
  answer.feed("x");
  CHECK(answer.is_broken());
}
