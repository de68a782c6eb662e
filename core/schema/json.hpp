// Values of the schema as JSON, by the fields that their kinds declare.
#pragma once
#ifdef POSTGRES_H
#error "core/ comes before the server's headers and never includes them"
#endif
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/error.hpp"
#include "core/schema/object.hpp"

namespace pgmigrate::core::schema {

using Json = nlohmann::json;

template <class T>
Json to_json_value(const T &value) {
	if constexpr (is_optional<T>::value) {
		return value ? to_json_value(*value) : Json(nullptr);
	} else if constexpr (std::is_same_v<T, Settings>) {
		Json object = Json::object();
		for (const Setting &setting : value)
			object[setting.name] = setting.value;
		return object;
	} else if constexpr (is_vector<T>::value) {
		Json array = Json::array();
		for (const auto &element : value)
			array.push_back(to_json_value(element));
		return array;
	} else if constexpr (std::is_same_v<T, bool> || std::is_integral_v<T> || std::is_same_v<T, std::string>) {
		return Json(value);
	} else {
		static const T fresh{};
		Json object = Json::object();
		for_each_field<T>([&](const auto &f) {
			if (!(value.*f.member == fresh.*f.member))
				object[std::string(f.name)] = to_json_value(value.*f.member);
		});
		return object;
	}
}

// What a snapshot cannot be read for: where in it, and what was expected there.
[[noreturn]] inline void malformed_snapshot(const std::string &where, const std::string &expected) {
	throw Error("22023", "this is not a snapshot of a schema", "At \"" + where + "\" " + expected + ".",
		"Give what pgmigrate.snapshot() returned.");
}

// Reads `json` into `value`; `where` names the place for errors. Throws 22023 for another type, or an unknown field.
template <class T>
void from_json_value(const Json &json, T &value, const std::string &where) {
	if constexpr (is_optional<T>::value) {
		if (!json.is_null())
			from_json_value(json, value.emplace(), where);
	} else if constexpr (std::is_same_v<T, Settings>) {
		if (!json.is_object())
			malformed_snapshot(where, "an object is expected");
		for (const auto &[name, member] : json.items())
			from_json_value(member, value.emplace_back(Setting{name, {}}).value, where + "." + name);
	} else if constexpr (is_vector<T>::value) {
		if (!json.is_array())
			malformed_snapshot(where, "an array is expected");
		value.clear();
		value.reserve(json.size());
		for (const Json &element : json)
			from_json_value(element, value.emplace_back(), where);
	} else if constexpr (std::is_same_v<T, bool>) {
		if (!json.is_boolean())
			malformed_snapshot(where, "true or false is expected");
		value = json.get<bool>();
	} else if constexpr (std::is_integral_v<T>) {
		if (!json.is_number_integer())
			malformed_snapshot(where, "a whole number is expected");
		value = json.get<T>();
	} else if constexpr (std::is_same_v<T, std::string>) {
		if (!json.is_string())
			malformed_snapshot(where, "a text is expected");
		value = json.get_ref<const std::string &>();
	} else {
		if (!json.is_object())
			malformed_snapshot(where, "an object is expected");
		std::size_t known = 0;
		for_each_field<T>([&](const auto &f) {
			auto found = json.find(f.name);
			if (found == json.end())
				return;
			known++;
			from_json_value(*found, value.*f.member, where + "." + std::string(f.name));
		});
		if (known == json.size())
			return;
		for (const auto &[name, member] : json.items()) {
			bool is_field = false;
			for_each_field<T>([&](const auto &f) { is_field = is_field || f.name == name; });
			if (!is_field)
				malformed_snapshot(where, "\"" + name + "\" is no field that this version knows");
		}
	}
}

} // namespace pgmigrate::core::schema
