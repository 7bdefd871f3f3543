#include <troupe/net/deflate.hpp>
#include <troupe/net/deflate_offer.hpp>

#include "catch.hpp"

#include <rapidcheck.h>

using namespace troupe;
using namespace std::string_literals;

namespace {

struct deflating {
  explicit deflating(compression_options options = {}) : it(options, totals) {}

  static compression_options every_message() {
    auto out = compression_options{};
    out.min_bytes = 1;
    return out;
  }

  std::optional<close_code> fate(std::string payload, std::size_t most) {
    return it.unpack(payload, most).wrong;
  }

  counters totals;
  deflate it;
};

} // namespace

TEST_CASE("what was packed comes back", "[deflate]") {
  deflating world{deflating::every_message()};
  CHECK(rc::check([&](const std::string& seed, unsigned char times) {
    auto text = std::string(100, 'x');
    for (int i = 0; i < times; ++i)
      text += seed;
    auto packed = world.it.pack(text);
    RC_ASSERT(!packed.empty());
    RC_ASSERT(packed.size() < text.size());
    auto back = world.it.unpack(packed, text.size());
    RC_ASSERT(!back.wrong);
    RC_ASSERT(back.message == text);
  }));
}

TEST_CASE("messages that are short or gain nothing are not packed",
          "[deflate]") {
  deflating world;
  CHECK(world.it.pack("").empty());
  CHECK(world.it.pack(std::string(255, 'x')).empty());
  CHECK(world.totals.compressed == 0);
  CHECK_FALSE(world.it.pack(std::string(256, 'x')).empty());
  auto noise = std::string(4'096, ' ');
  auto random = std::uint32_t{1};
  for (auto& c : noise)
    c = static_cast<char>((random = random * 1'664'525 + 1'013'904'223) >> 24);
  CHECK(world.it.pack(noise).empty());
}

TEST_CASE("a message may have its longest length, unpacked, and no more",
          "[deflate]") {
  deflating world;
  auto packed = world.it.pack(std::string(65'536, 'x'));
  CHECK_FALSE(world.fate(packed, 65'536));
  CHECK(world.fate(packed, 65'535) == close_code::too_big);
  auto bomb = world.it.pack(std::string(64 << 20, 'x'));
  CHECK(bomb.size() < 70'000);
  CHECK(world.fate(bomb, 65'536) == close_code::too_big);
}

TEST_CASE("other compressors' ways to end a message are read", "[deflate]") {
  deflating world;
  auto said = [&](std::string payload) {
    auto got = world.it.unpack(payload, 100);
    return got.wrong ? "wrong" : std::string{got.message};
  };
  // The examples of RFC 7692, section 7.2.3.
  CHECK(said("\xF2\x48\xCD\xC9\xC9\x07\x00"s) == "Hello");
  CHECK(said("\x00\x05\x00\xFA\xFF\x48\x65\x6C\x6C\x6F\x00"s) == "Hello");
  CHECK(said("\xF3\x48\xCD\xC9\xC9\x07\x00\x00"s) == "Hello"); // BFINAL
  CHECK(said("\xF3\x48\xCD\xC9\xC9\x07\x00"s) == "Hello");
  CHECK(said("\xF2\x48\x05\x00\x00\x00\xFF\xFF\xCA\xC9\xC9\x07\x00"s)
        == "Hello"); // two blocks
  CHECK(said("\x00"s).empty());
  CHECK(said("").empty());
}

TEST_CASE("broken data is told from a message", "[deflate]") {
  deflating world;
  auto whole = "\xF2\x48\xCD\xC9\xC9\x07\x00"s;
  for (auto broken : {"\xFF\xFF\xFF"s, "Hello"s, "\x06"s, whole.substr(0, 3),
                      whole.substr(0, 5), "\x00\x09\x00\xF6\xFF\x48"s,
                      "\x00\x05\x00\xFA\xFE\x48\x65\x6C\x6C\x6F\x00"s,
                      "\xF3\x48\xCD\xC9\xC9\x07\x00\x00 and more"s})
    CHECK(world.fate(broken, 100) == close_code::bad_utf8);
  CHECK_FALSE(world.fate(whole, 100)); // The one before has left nothing.
}

TEST_CASE("noise is never read beyond its end", "[deflate]") {
  deflating world;
  CHECK(rc::check([&](std::string noise) {
    auto got = world.it.unpack(noise, 1'000);
    RC_ASSERT(got.wrong || got.message.size() <= 1'000);
  }));
}

TEST_CASE("an offer is taken if it leaves our window alone", "[deflate]") {
  const auto ours = "permessage-deflate; server_no_context_takeover; "
                    "client_no_context_takeover"s;
  auto accepts = [](const std::string& offers) {
    return accept_deflate(offers, 12).value_or("none");
  };
  CHECK(accepts("permessage-deflate") == ours);
  CHECK(accepts("Permessage-Deflate; Client_Max_Window_Bits") == ours);
  CHECK(accepts("permessage-deflate; client_max_window_bits=15") == ours);
  CHECK(accepts("permessage-deflate; client_no_context_takeover; "
                "server_no_context_takeover")
        == ours);
  CHECK(accepts("permessage-deflate; server_max_window_bits=12")
        == ours + "; server_max_window_bits=12");
  CHECK(accepts("permessage-deflate; server_max_window_bits=\"15\"")
        == ours + "; server_max_window_bits=12");
  CHECK(accepts("x-gzip, permessage-deflate; server_max_window_bits=10, "
                "permessage-deflate")
        == ours);
  CHECK(accepts("x-gzip; level; a=\"1\", permessage-deflate , x") == ours);
  for (auto wrong :
       {"", "x-gzip", "permessage-deflate; server_max_window_bits=11",
        "permessage-deflate; server_max_window_bits",
        "permessage-deflate; server_max_window_bits=16",
        "permessage-deflate; server_max_window_bits=012",
        "permessage-deflate; client_max_window_bits=7",
        "permessage-deflate; client_max_window_bits=x",
        "permessage-deflate; server_no_context_takeover=1",
        "permessage-deflate; server_no_context_takeover; "
        "server_no_context_takeover",
        "permessage-deflate; unknown", "permessage-deflate;;x",
        "permessage-deflate; server_max_window_bits=\"\"",
        "permessage-deflate; =;=", ";,;,=\"",
        "permessage-deflate; client_max_window_bits=\"\"15\""})
    CHECK(accepts(wrong) == "none");
}
