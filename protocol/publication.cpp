#include <troupe/protocol/publication.hpp>

namespace troupe {

std::string finish(const publication& what, const stamp_values& values) {
  return finish(what, values, {});
}

std::string finish(const publication& what, const stamp_values& values,
                   const std::string& ref) {
  auto text = std::string{};
  text.reserve(what.body.size() + ref.size() + 80);
  text = what.body;
  if (what.wanted.time)
    text.append(R"(,"timestamp":")").append(to_rfc3339(values.now)) += '"';
  if (what.wanted.sequence)
    text.append(R"(,"seq":)").append(std::to_string(values.sequence));
  if (what.wanted.count)
    text.append(R"(,"count":)").append(std::to_string(values.count));
  if (!ref.empty())
    text.append(R"(,"ref":)").append(ref);
  text += '}';
  return text;
}

frame_ptr
to_frame(const publication& what, const stamp_values& values, std::string key) {
  switch (what.kind) {
    case body_kind::text: return frame::text(what.body, std::move(key));
    case body_kind::binary: return frame::binary(what.body, std::move(key));
    case body_kind::open_event: break;
  }
  return frame::text(finish(what, values), std::move(key));
}

} // namespace troupe
