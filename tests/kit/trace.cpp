#include <troupe/testkit/trace.hpp>

#include <troupe/protocol/stable_hash.hpp>

#include <caf/detail/pretty_type_name.hpp>
#include <caf/scheduled_actor.hpp>

#include <algorithm>

namespace troupe {

void trace::add(std::size_t node, caf::resumable* job) {
  auto& made = steps_.emplace_back();
  made.node = node;
  describe(made, job);
}

void trace::add(std::string words) {
  steps_.emplace_back().words = std::move(words);
}

void trace::describe(step& out, caf::resumable* job) {
  auto* actor = dynamic_cast<caf::scheduled_actor*>(job);
  if (!actor) {
    out.words = "a job";
    return;
  }
  out.actor = actor->name();
  out.id = actor->id();
  if (actor->mailbox().closed()) {
    out.words = " has ended";
    return;
  }
  auto* next = actor->mailbox().peek();
  if (!next) {
    out.words = " starts";
    return;
  }
  const auto& content = next->content();
  out.types = std::min(content.size(), out.content.size());
  for (std::size_t i = 0; i < out.types; ++i) {
    auto [number, name] = content.type(i);
    out.content[i] = {number, name};
  }
}

std::string trace::line(const step& what) const {
  auto out = std::string{};
  if (what.actor) {
    if (nodes_.size() > 1)
      out += nodes_[what.node] + '/';
    out += std::string{what.actor} + '#' + std::to_string(what.id);
  }
  out += what.words;
  for (std::size_t i = 0; i < what.types; ++i) {
    const auto& [number, name] = what.content[i];
    out += number != 0 ? " builtin:" + std::to_string(number)
                       : ' ' + caf::detail::pretty_type_name(*name);
  }
  return out;
}

std::string trace::text(std::size_t last) const {
  auto out = std::string{};
  auto from = steps_.size() - std::min(last, steps_.size());
  if (from > 0)
    out += "... " + std::to_string(from) + " steps before\n";
  for (auto i = from; i < steps_.size(); ++i)
    out += std::to_string(i + 1) + ": " + line(steps_[i]) + '\n';
  return out;
}

std::uint64_t trace::hash() const {
  auto hash = empty_hash;
  for (const auto& each : steps_)
    hash = stable_hash("\n", stable_hash(line(each), hash));
  return hash;
}

} // namespace troupe
