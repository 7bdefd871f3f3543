#include <troupe/protocol/identity.hpp>

#include "catch.hpp"

#include <rapidcheck.h>

using namespace troupe;

namespace {

identity holder_of(std::vector<std::string> permissions) {
  return {"ann", {}, {}, std::move(permissions)};
}

} // namespace

TEST_CASE("a permission covers its action on its resource", "[identity]") {
  auto ann = holder_of({"write:doc1", "read:doc1", "send:bob"});
  CHECK(ann.may("read", "doc1"));
  CHECK(ann.may("send", "bob"));
  CHECK_FALSE(ann.may("read", "doc2"));
  CHECK_FALSE(ann.may("read", "doc"));
  CHECK_FALSE(ann.may("read", "doc11"));
  CHECK_FALSE(ann.may("Read", "doc1"));
  CHECK_FALSE(ann.may("read", "DOC1"));
  CHECK_FALSE(ann.may("send", "doc1"));
  CHECK_FALSE(holder_of({}).may("read", "doc1"));
}

TEST_CASE("a star covers every resource of its action", "[identity]") {
  auto ann = holder_of({"read:*"});
  CHECK(ann.may("read", "doc1"));
  CHECK(ann.may("read", "a:b"));
  CHECK(ann.may("read", "*"));
  CHECK_FALSE(ann.may("write", "doc1"));
  CHECK_FALSE(holder_of({"read:doc1"}).may("read", "*"));
}

TEST_CASE("only a whole resource can be a wildcard", "[identity]") {
  auto text = GENERATE(as<std::string>{}, "", "*", "*:*", "*:doc1", "read",
                       "read:", ":doc1", ":*", ":", "read:doc*", "read:*1",
                       "read:**", "read: *", "read*:doc1", "read:?", "r*:doc1",
                       "read:doc.", "read/doc1", "*:", "read,write:doc1");
  CAPTURE(text);
  auto ann = holder_of({text});
  CHECK_FALSE(ann.may("read", "doc1"));
  CHECK_FALSE(ann.may("*", "doc1"));
  CHECK_FALSE(ann.may("", "doc1"));
  CHECK_FALSE(ann.may("", ""));
}

TEST_CASE("the first colon ends the action", "[identity]") {
  auto ann = holder_of({"read:a:b"});
  CHECK(ann.may("read", "a:b"));
  CHECK_FALSE(ann.may("read:a", "b"));
  CHECK_FALSE(ann.may("read", "a"));
}

TEST_CASE("no permission covers what it does not name", "[identity]") {
  CHECK(rc::check([](const std::string& text, const std::string& action,
                     const std::string& resource) {
    auto covered = text == action + ':' + resource || text == action + ":*";
    RC_ASSERT(covered || !holder_of({text}).may(action, resource));
  }));
  CHECK(rc::check([](const std::string& resource) {
    RC_PRE(!resource.empty());
    RC_ASSERT(holder_of({"read:" + resource}).may("read", resource));
  }));
}

TEST_CASE("a permission that can grant nothing is not valid", "[identity]") {
  CHECK(valid_permission("read:doc1"));
  CHECK(valid_permission("read:*"));
  CHECK(valid_permission("read:a:b"));
  auto text = GENERATE(as<std::string>{}, "", "*", "*:*", "*:doc1", "read",
                       "read:", ":doc1", ":");
  CHECK_FALSE(valid_permission(text));
}
