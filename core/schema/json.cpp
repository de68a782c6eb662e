#include "core/schema/json.hpp"

#include <algorithm>
#include <set>

#include "core/error.hpp"

namespace pgmigrate::core::schema {

namespace {

using Shape = ValueType::Shape;

Json parts_to_json(const ValueType &type, const void *value) {
	Json object = Json::object();
	const void *fresh = type.fresh();
	for (const Field &f : type.fields())
		if (!f.type->equal(f.of(value), f.of(fresh)))
			object[std::string(f.name)] = to_json_value(*f.type, f.of(value));
	return object;
}

} // namespace

Json to_json_value(const ValueType &type, const void *value) {
	switch (type.shape) {
	case Shape::truth:
		return as<bool>(value);
	case Shape::number:
		return as<std::int64_t>(value);
	case Shape::text:
		return as<std::string>(value);
	case Shape::settings: {
		Json object = Json::object();
		for (const Setting &setting : as<Settings>(value))
			object[setting.name] = setting.value;
		return object;
	}
	case Shape::optional: {
		const void *held = type.held(value);
		return held != nullptr ? to_json_value(*type.inner, held) : Json(nullptr);
	}
	case Shape::list: {
		Json array = Json::array();
		for (std::size_t i = 0; i < type.size(value); i++)
			array.push_back(to_json_value(*type.inner, type.at(value, i)));
		return array;
	}
	case Shape::parts:
		break;
	}
	return parts_to_json(type, value);
}

void malformed_snapshot(const std::string &where, const std::string &expected) {
	throw Error("22023", "this is not a snapshot of a schema", "At \"" + where + "\" " + expected + ".",
		"Give what pgmigrate.snapshot() returned.");
}

namespace {

void expect(bool is_so, const std::string &where, const char *expected) {
	if (!is_so)
		malformed_snapshot(where, expected);
}

void expect_distinct(const ValueType &list, const void *value, const std::string &where) {
	const Field *name = distinct_name(list);
	std::set<std::string_view> seen;
	for (std::size_t i = 0; name != nullptr && i < list.size(value); i++)
		if (const auto &own = as<std::string>(name->of(list.at(value, i))); !seen.insert(own).second)
			malformed_snapshot(where, "other names are expected, and \"" + own + "\" stands there twice");
}

void parts_from_json(const Json &json, const ValueType &type, void *value, const std::string &where) {
	expect(json.is_object(), where, "an object is expected");
	const std::span<const Field> fields = type.fields();
	std::size_t known = 0;
	for (const Field &f : fields)
		if (auto found = json.find(f.name); found != json.end()) {
			known++;
			from_json_value(*found, *f.type, f.of(value), where + "." + std::string(f.name));
		}
	if (known == json.size())
		return;
	for (const auto &member : json.items())
		if (std::ranges::find(fields, member.key(), &Field::name) == fields.end())
			malformed_snapshot(where, "\"" + member.key() + "\" is no field that this version knows");
}

} // namespace

void from_json_value(const Json &json, const ValueType &type, void *value, const std::string &where) {
	switch (type.shape) {
	case Shape::truth:
		expect(json.is_boolean(), where, "true or false is expected");
		as<bool>(value) = json.get<bool>();
		break;
	case Shape::number:
		expect(
			json.is_number_integer() && !(json.is_number_unsigned() && json.get<std::uint64_t>() > INT64_MAX),
			where, "a whole number is expected");
		as<std::int64_t>(value) = json.get<std::int64_t>();
		break;
	case Shape::text:
		expect(json.is_string(), where, "a text is expected");
		as<std::string>(value) = json.get_ref<const std::string &>();
		break;
	case Shape::settings:
		expect(json.is_object(), where, "an object is expected");
		for (const auto &[name, member] : json.items())
			from_json_value(
				member, as<Settings>(value).emplace_back(Setting{name, {}}).value, where + "." + name);
		break;
	case Shape::optional:
		if (!json.is_null())
			from_json_value(json, *type.inner, type.add(value), where);
		break;
	case Shape::list:
		expect(json.is_array(), where, "an array is expected");
		type.clear(value);
		for (const Json &element : json)
			from_json_value(element, *type.inner, type.add(value), where);
		expect_distinct(type, value, where);
		break;
	case Shape::parts:
		parts_from_json(json, type, value, where);
		break;
	}
}

} // namespace pgmigrate::core::schema
