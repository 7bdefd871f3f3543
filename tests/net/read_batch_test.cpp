#include "socket_pair.hpp"

#include <troupe/net/read_batch.hpp>

#include "catch.hpp"

#include <algorithm>
#include <cerrno>
#include <deque>
#include <functional>
#include <string>
#include <vector>

using namespace troupe;
using namespace tests;

namespace {

struct listener final : batch_reader {
  int input() const override {
    return closed ? -1 : socket.here;
  }

  void on_read(int what, std::string_view bytes) override {
    results.push_back(what);
    heard += bytes;
    then();
  }

  void hears(const std::string& what) {
    REQUIRE(::send(socket.there, what.data(), what.size(), 0)
            == static_cast<ssize_t>(what.size()));
  }

  socket_pair socket;
  bool closed = false;
  std::vector<int> results;
  std::string heard;
  std::function<void()> then = [] {};
};

} // namespace

TEST_CASE("all are read before anybody is told", "[batch]") {
  socket_calls calls;
  if (GENERATE(false, true))
    calls.use(socket_ring::open());
  read_batch batch{calls};
  listener first, second, silent, left;
  first.hears("one");
  second.hears("two");
  left.socket.close_there();
  for (auto* each : {&first, &second, &silent, &left})
    batch.add(*each);
  // Comes too late for this time.
  first.then = [&] { second.hears(" and three"); };
  batch.read();
  CHECK(first.heard == "one");
  CHECK(second.heard == "two");
  CHECK(silent.results == std::vector{-EAGAIN});
  CHECK(left.results == std::vector{0});
  batch.read();
  CHECK(first.results == std::vector{3}); // It did not ask again.
  batch.add(second);
  batch.read();
  CHECK(second.heard == "two and three");
}

TEST_CASE("who is closed by another one's message is told nothing of it",
          "[batch]") {
  constexpr std::size_t many = 300; // More than one round.
  socket_calls calls;
  if (GENERATE(false, true))
    calls.use(socket_ring::open());
  read_batch batch{calls};
  auto all = std::deque<listener>(many);
  for (auto& each : all) {
    each.hears("x");
    batch.add(each);
  }
  all.front().then = [&] { all.back().closed = true; };
  batch.read();
  CHECK(all.back().results.empty());
  CHECK(std::all_of(all.begin(), all.end() - 1,
                    [](const auto& each) { return each.heard == "x"; }));
}

TEST_CASE("who has more than a short read is read once more, and no further",
          "[batch]") {
  constexpr auto most = read_batch::short_read + read_batch::long_read;
  socket_calls calls;
  if (GENERATE(false, true))
    calls.use(socket_ring::open());
  read_batch batch{calls};
  auto all = std::deque<listener>(5);
  auto sent = std::string{};
  for (std::size_t i = 0; sent.size() < most + 1000; ++i)
    sent += std::to_string(i) + ' ';
  for (auto& each : all) {
    each.hears(sent);
    batch.add(each);
  }
  batch.read();
  for (auto& each : all)
    CHECK(each.heard == sent.substr(0, most));
  for (auto& each : all)
    batch.add(each);
  batch.read();
  for (auto& each : all)
    CHECK(each.heard == sent);
}

TEST_CASE("who is closed by the start of what it sends is not read further",
          "[batch]") {
  socket_calls calls;
  read_batch batch{calls};
  listener rude;
  rude.hears(std::string(read_batch::short_read + 1, 'x'));
  rude.then = [&] { rude.closed = true; };
  batch.add(rude);
  batch.read();
  CHECK(rude.results == std::vector{int{read_batch::short_read}});
}

TEST_CASE("who ends behind a full read is told of the end the next time",
          "[batch]") {
  socket_calls calls;
  read_batch batch{calls};
  listener brief;
  brief.hears(std::string(read_batch::short_read, 'x'));
  brief.socket.close_there();
  for (int i = 0; i < 2; ++i) {
    batch.add(brief);
    batch.read();
    CHECK(brief.results.size() == static_cast<std::size_t>(i + 1));
  }
  CHECK(brief.results == std::vector{int{read_batch::short_read}, 0});
}
