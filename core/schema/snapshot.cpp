#include "core/schema/snapshot.hpp"

#include "core/schema/json.hpp"

namespace pgmigrate::core::schema {

std::string to_json(const Snapshot &snapshot) {
	Json json = Json::object();
	json["format"] = kSnapshotFormat;
	json["server_version"] = snapshot.server_version;
	json["owners"] = snapshot.owners;
	json["privileges"] = snapshot.privileges;
	if (!snapshot.chosen_schemas.empty())
		json["chosen_schemas"] = to_json_value(snapshot.chosen_schemas);
	for_each_kind([&](std::string_view name, auto member) {
		if ((snapshot.*member).empty())
			return;
		Json &objects = json[std::string(name)] = Json::object();
		for (const auto &[identity, object] : snapshot.*member)
			objects[identity] = to_json_value(object);
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

template <class T>
void read_objects(const Json &json, Objects<T> &objects, const std::string &where) {
	if (!json.is_object())
		malformed_snapshot(where, "an object is expected");
	for (const auto &[name, member] : json.items()) {
		T object;
		from_json_value(member, object, where + "." + name);
		if (identity(object) != name)
			malformed_snapshot(where + "." + name,
				"an object of this name is expected, and there is \"" + identity(object) + "\"");
		objects.emplace_hint(objects.end(), name, std::move(object));
	}
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
