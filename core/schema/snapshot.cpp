#include "core/schema/snapshot.hpp"

#include <functional>

#include "core/error.hpp"
#include "core/schema/json.hpp"

namespace pgmigrate::core::schema {

namespace {

void add_member(
	Json &json, std::string_view kind, const Identity &identity, const ValueType &type, const void *object) {
	json[std::string(kind)][identity] = to_json_value(type, object);
}

} // namespace

std::string to_json(const Snapshot &snapshot) {
	Json json = Json::object();
	json["format"] = kSnapshotFormat;
	json["server_version"] = snapshot.server_version;
	json["owners"] = snapshot.owners;
	json["privileges"] = snapshot.privileges;
	if (!snapshot.chosen_schemas.empty())
		json["chosen_schemas"] = to_json_value(snapshot.chosen_schemas);
	for_each_kind([&](std::string_view name, auto member) {
		for (const auto &[identity, object] : snapshot.*member)
			add_member(json, name, identity, Described<std::remove_cvref_t<decltype(object)>>::type, &object);
	});
	Json &dependencies = json["dependencies"] = Json::object();
	for (const auto &[reference, needed] : snapshot.dependencies)
		dependencies[reference] = to_json_value(needed);
	if (!snapshot.not_modelled.empty())
		json["not_modelled"] = to_json_value(snapshot.not_modelled);
	try {
		return json.dump();
	} catch (const Json::type_error &error) { // a database of encoding SQL_ASCII takes any bytes
		throw Error("22021", "the schema holds text that is not valid UTF-8", error.what(),
			"A database of encoding SQL_ASCII takes any bytes: rename what holds them, or use pg_dump -s.");
	}
}

namespace {

Json parsed(std::string_view text) {
	Json json = Json::parse(text, nullptr, false);
	if (!json.is_object())
		malformed_snapshot("", "a JSON object is expected");
	auto format = json.find("format");
	if (format == json.end() || !format->is_number_integer())
		malformed_snapshot("format", "the number of the format is expected");
	if (*format != kSnapshotFormat)
		throw Error("0A000", "the snapshot was written by another version of pgmigrate",
			"Its format is " + format->dump() + "; this version reads " + std::to_string(kSnapshotFormat) +
				".",
			"Make it again with this version.");
	return json;
}

// Reads each member of `json` into the place that `add` gives for it; `due` is the name of what was read.
void read_members(const Json &json, const std::string &where, const ValueType &type,
	const std::function<void *(const std::string &name)> &add,
	const std::function<std::string(const void *object)> &due) {
	if (!json.is_object())
		malformed_snapshot(where, "an object is expected");
	for (const auto &[name, member] : json.items()) {
		void *object = add(name);
		from_json_value(member, type, object, where + "." + name);
		if (due(object) != name)
			malformed_snapshot(where + "." + name,
				"an object of this name is expected, and there is \"" + due(object) + "\"");
	}
}

template <class T>
void read_objects(const Json &json, Objects<T> &objects, const std::string &where) {
	read_members(
		json, where, Described<T>::type,
		[&](const std::string &name) {
			return static_cast<void *>(&objects.emplace_hint(objects.end(), name, T())->second);
		},
		[](const void *object) { return identity(as<T>(object)); });
}

} // namespace

Snapshot from_json(std::string_view text) {
	Json json = parsed(text);
	Snapshot snapshot;
	std::size_t known = 1;
	auto take = [&](std::string_view name, auto &&read) {
		if (auto found = json.find(name); found != json.end()) {
			known++;
			read(*found);
		}
	};
	take("server_version",
		[&](const Json &j) { from_json_value(j, snapshot.server_version, "server_version"); });
	take("owners", [&](const Json &j) { from_json_value(j, snapshot.owners, "owners"); });
	take("privileges", [&](const Json &j) { from_json_value(j, snapshot.privileges, "privileges"); });
	take("chosen_schemas",
		[&](const Json &j) { from_json_value(j, snapshot.chosen_schemas, "chosen_schemas"); });
	for_each_kind([&](std::string_view name, auto member) {
		take(name, [&](const Json &j) { read_objects(j, snapshot.*member, std::string(name)); });
	});
	take("dependencies", [&](const Json &j) {
		if (!j.is_object())
			malformed_snapshot("dependencies", "an object is expected");
		for (const auto &[reference, needed] : j.items())
			from_json_value(needed, snapshot.dependencies[reference], "dependencies." + reference);
	});
	take("not_modelled", [&](const Json &j) { from_json_value(j, snapshot.not_modelled, "not_modelled"); });
	if (known != json.size())
		malformed_snapshot(
			"", "no other members are expected than those of format " + std::to_string(kSnapshotFormat));
	return snapshot;
}

} // namespace pgmigrate::core::schema
