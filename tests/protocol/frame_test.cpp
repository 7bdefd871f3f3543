#include <troupe/protocol/frame.hpp>

#include "catch.hpp"

#include <string>

using namespace troupe;
using namespace std::string_literals;

TEST_CASE("a frame has the shortest header for its length", "[frame]") {
  CHECK(frame::text("hi")->wire() == "\x81\x02hi"s);
  CHECK(frame::binary("")->wire() == "\x82\x00"s);
  CHECK(frame::text(std::string(126, 'x'))->wire().substr(0, 4)
        == "\x81\x7E\x00\x7E"s);
  CHECK(frame::text(std::string(65'536, 'x'))->wire().substr(0, 10)
        == "\x81\x7F\x00\x00\x00\x00\x00\x01\x00\x00"s);
}

TEST_CASE("a frame gives its payload back", "[frame]") {
  for (auto size : {0u, 125u, 126u, 65'535u, 65'536u}) {
    auto payload = std::string(size, 'x');
    CHECK(frame::text(payload)->payload() == payload);
  }
}

TEST_CASE("a frame is packed once, for all who want it so", "[frame]") {
  struct halving final : packer {
    std::string pack(std::string_view payload) override {
      ++calls;
      return std::string{payload.substr(0, payload.size() / 2)};
    }
    int calls = 0;
  } how;
  auto text = frame::text("hihi");
  CHECK(text->packed(how) == "\xC1\x02hi"s);
  CHECK(text->packed(how) == "\xC1\x02hi"s);
  CHECK(how.calls == 1);
  CHECK(text->wire() == "\x81\x04hihi"s);
  auto hopeless = frame::binary("x"); // Its packed form is empty.
  CHECK(hopeless->packed(how) == hopeless->wire());
  CHECK(hopeless->packed(how) == hopeless->wire());
  CHECK(how.calls == 2);
}

TEST_CASE("a close frame has its code and a short reason", "[frame]") {
  CHECK(frame::close(close_code::normal, "bye")->wire()
        == "\x88\x05\x03\xE8"
           "bye"s);
  CHECK(frame::close(close_code::no_status, "x")->wire() == "\x88\x00"s);
  auto cut
    = frame::close(close_code::normal, std::string(122, 'x') + "\xC3\xA9");
  CHECK(cut->payload().size() == 2 + 122);
  CHECK(frame::close(close_code::normal, "\xFF")->payload().size() == 2);
}
