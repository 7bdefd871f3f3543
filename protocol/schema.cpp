#include <troupe/protocol/schema.hpp>

namespace troupe {

namespace {

json schema_of_number_in_room() {
  return {{"type", "integer"}, {"minimum", 0}};
}

} // namespace

json schema_of_field(field_type<std::string>, author) {
  return {{"type", "string"}};
}

json schema_of_field(field_type<bool>, author) {
  return {{"type", "boolean"}};
}

json schema_of_field(field_type<double>, author) {
  return {{"type", "number"}};
}

json schema_of_field(field_type<any_json>, author) {
  return json::object();
}

json schema_of_field(field_type<timestamp>, author by) {
  // What a client puts there is read as any string.
  if (by == author::client)
    return {{"type", "string"}};
  return {{"type", "string"}, {"format", "date-time"}};
}

json schema_of_field(field_type<sequence>, author) {
  return schema_of_number_in_room();
}

json schema_of_field(field_type<head_count>, author) {
  return schema_of_number_in_room();
}

json or_null(json schema) {
  auto type = schema.find("type");
  if (type != schema.end()) // Without one it allows all, null too.
    *type = json::array({*type, "null"});
  return schema;
}

json schema_of_type(std::optional<std::string_view> name) {
  auto type = name ? json{{"type", "string"}, {"const", *name}}
                   : json{{"type", "string"}};
  return {{"type", "object"},
          {"properties", {{"type", std::move(type)}}},
          {"required", json::array({"type"})}};
}

void add_ref(json& schema, author by) {
  auto types = json::array({"number", "string"});
  if (by == author::client)
    types.push_back("null"); // The same as none.
  schema["properties"]["ref"] = {{"type", std::move(types)}};
}

} // namespace troupe
