// Tables that stay, changed.
#include <algorithm>

#include <fmt/format.h>

#include "core/error.hpp"
#include "core/schema/ddl/items.hpp"
#include "core/schema/diff/columns.hpp"
#include "core/schema/quote.hpp"

namespace pgmigrate::core::schema::diff_parts {

namespace {

[[noreturn]] void refuse(const Identity &table, std::string_view what, std::string detail) {
	throw Error("0A000", fmt::format("the {} of table {} cannot be changed", what, table), std::move(detail),
		"Write this one by hand: make a new table under another name, copy the rows, and swap the names.");
}

std::string or_none(const std::string &text) {
	return text.empty() ? "none" : text;
}

void disinherit(const std::string &alter, const Table &from, const Table &to, Alteration &alteration) {
	const auto has = [](const std::vector<std::string> &parents, const std::string &name) {
		return std::find(parents.begin(), parents.end(), name) != parents.end();
	};
	for (const std::string &parent : from.inherits)
		if (!has(to.inherits, parent))
			alteration.sql += fmt::format("{} NO INHERIT {};\n", alter, parent);
}

void inherit(const std::string &alter, const Table &from, const Table &to, Alteration &alteration) {
	for (const std::string &parent : to.inherits)
		if (std::find(from.inherits.begin(), from.inherits.end(), parent) == from.inherits.end())
			alteration.sql += fmt::format("{} INHERIT {};\n", alter, parent);
}

void refuse_what_cannot_be(const Identity &name, const Table &from, const Table &to) {
	if (!is_alike(Described<std::string>::type, Role::expression, &from.partition_by, &to.partition_by))
		refuse(name, "partition key",
			fmt::format("It is {} and should be {}.", or_none(from.partition_by), or_none(to.partition_by)));
	if (from.server != to.server)
		refuse(name, "server",
			fmt::format("It is {} and should be {}.", or_none(from.server), or_none(to.server)));
}

void storage(const Identity &name, const std::string &alter, const Table &from, const Table &to,
	Alteration &alteration) {
	const auto rewrites = [&](std::string sql) {
		alteration.sql += std::move(sql);
		alteration.notes.push_back(
			fmt::format("{} is written again, and nobody reads or writes it meanwhile", name));
	};
	if (from.unlogged != to.unlogged)
		rewrites(fmt::format("{} SET {};\n", alter, to.unlogged ? "UNLOGGED" : "LOGGED"));
	if (from.access_method != to.access_method)
		rewrites(fmt::format("{} SET ACCESS METHOD {};\n", alter,
			identifier(to.access_method.empty() ? "heap" : to.access_method)));
	if (from.tablespace != to.tablespace)
		rewrites(fmt::format("{} SET TABLESPACE {};\n", alter,
			identifier(to.tablespace.empty() ? "pg_default" : to.tablespace)));
	alteration.sql += alter_settings(alter, from.options, to.options);
	if (const std::string options = alter_options(from.foreign_options, to.foreign_options); !options.empty())
		alteration.sql += fmt::format("{} {};\n", alter, options);
}

} // namespace

Alteration alter_table(const Changes &changes, const Identity &name, const Table &from, const Table &to) {
	refuse_what_cannot_be(name, from, to);
	Alteration alteration;
	const std::string kind = to.server.empty() ? "TABLE" : "FOREIGN TABLE";
	const std::string alter = fmt::format("ALTER {} {}", kind, name);
	if (from.of_type != to.of_type && !from.of_type.empty())
		alteration.sql += alter + " NOT OF;\n";
	disinherit(alter, from, to, alteration);
	alter_columns(changes, name, from, to, fmt::format("ALTER {} ", kind), alteration);
	inherit(alter, from, to, alteration);
	if (from.of_type != to.of_type && !to.of_type.empty())
		(alteration.afterwards.empty() ? alteration.sql : alteration.afterwards) +=
			fmt::format("{} OF {};\n", alter, to.of_type);
	storage(name, alter, from, to, alteration);
	if (from.replica_identity != to.replica_identity && to.replica_identity != "index")
		alteration.sql += fmt::format("{} REPLICA IDENTITY {};\n", alter,
			to.replica_identity.empty() ? "DEFAULT" : keywords(to.replica_identity));
	if (from.row_security != to.row_security)
		alteration.sql +=
			fmt::format("{} {} ROW LEVEL SECURITY;\n", alter, to.row_security ? "ENABLE" : "DISABLE");
	if (from.force_row_security != to.force_row_security)
		alteration.sql +=
			fmt::format("{} {} ROW LEVEL SECURITY;\n", alter, to.force_row_security ? "FORCE" : "NO FORCE");
	alteration.sql += alter_attributes(changes, kind, name, from, to);
	return alteration;
}

std::vector<Identity> Changes::descendants(const Identity &table) const {
	std::vector<Identity> found;
	std::set<Identity> seen{table};
	const auto add = [&](const Identity &parent) {
		if (const auto children = children_.find(parent); children != children_.end())
			for (const Identity &child : children->second)
				if (seen.insert(child).second)
					found.push_back(child);
	};
	add(table);
	for (std::size_t i = 0; i < found.size(); i++)
		add(Identity(found[i]));
	return found;
}

bool Changes::is_attached_anew(const Identity &table) const {
	const auto old = from.tables.find(table), fresh = to.tables.find(table);
	return old != from.tables.end() && fresh != to.tables.end() &&
		   (old->second.partition_of != fresh->second.partition_of ||
			   old->second.partition_bound != fresh->second.partition_bound);
}

void alter_tables(Changes &changes) {
	for (const auto &[name, to] : changes.to.tables) {
		const Reference own = reference(Table::kKind, name);
		if (!changes.stays(own))
			continue;
		Alteration alteration = alter_table(changes, name, changes.from.tables.at(name), to);
		if (!alteration.is_empty())
			changes.altered[own] = std::move(alteration);
	}
}

} // namespace pgmigrate::core::schema::diff_parts
