// Values of the schema as JSON, by the fields that their kinds declare.
#pragma once
#ifdef POSTGRES_H
#error "core/ comes before the server's headers and never includes them"
#endif
#include <string>

#include <nlohmann/json.hpp>

#include "core/schema/field.hpp"

namespace pgmigrate::core::schema {

using Json = nlohmann::json;

Json to_json_value(const ValueType &type, const void *value);
template <class T>
Json to_json_value(const T &value) {
	return to_json_value(Described<T>::type, &value);
}

// What a snapshot cannot be read for: where in it, and what was expected there.
[[noreturn]] void malformed_snapshot(const std::string &where, const std::string &expected);

// Reads `json` into `value`; `where` names the place for errors. Throws 22023 for another type, or an unknown field.
void from_json_value(const Json &json, const ValueType &type, void *value, const std::string &where);
template <class T>
void from_json_value(const Json &json, T &value, const std::string &where) {
	from_json_value(json, Described<T>::type, &value, where);
}

} // namespace pgmigrate::core::schema
