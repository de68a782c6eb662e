// What is to be done between two schemas, while it is found out.
#pragma once
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/schema/compare.hpp"
#include "core/schema/diff/objects.hpp"

namespace pgmigrate::core::schema::diff_parts {

// What changes an object that stays.
struct Alteration {
	std::string sql = {}; // what adds to it or makes it another
	std::string afterwards =
		{}; // what takes something away from it, once those who used that are others, too
	std::vector<std::string> notes = {}, notes_afterwards = {};
	bool destroys_data = false, destroys_data_afterwards = false;
	bool commits = false;
	bool is_empty() const { return sql.empty() && afterwards.empty(); }
};

// A column of a table.
using ColumnName = std::pair<Identity, std::string>;

class Changes {
public:
	Changes(const Snapshot &from_, const Snapshot &to_, CompareOptions options_)
		: from(from_), to(to_), options(options_), old_objects(objects_by_reference(from_)),
		  new_objects(objects_by_reference(to_)) {
		for (const auto &[name, table] : from.tables) {
			for (const Identity &parent : table.inherits)
				children_[parent].push_back(name);
			if (!table.partition_of.empty())
				children_[table.partition_of].push_back(name);
		}
		add_key_indexes(from, old_key_indexes);
		add_key_indexes(to, new_key_indexes);
	}

	const Snapshot &from, &to;
	const CompareOptions options;
	const ObjectsByReference old_objects, new_objects;

	std::set<Reference, std::less<>> dropped, created; // in both: what is made again
	std::map<Reference, Alteration, std::less<>> altered;
	// Columns that become another type: whatever was made of their values by text alone cannot stay.
	std::set<ColumnName> retyped;
	// Columns that are dropped and added again; indexes and constraints cannot stay, either.
	std::set<ColumnName> remade;
	// What inherits from a table or is a partition of it, by now, at any depth; itself not.
	std::vector<Identity> descendants(const Identity &table) const;

	// The index of that name, or the constraint that it belongs to.
	static Reference index_or_constraint(
		const std::map<Identity, Reference, std::less<>> &constraints, const Identity &index) {
		const auto found = constraints.find(index);
		return found == constraints.end() ? reference(Index::kKind, index) : found->second;
	}
	std::map<Identity, Reference, std::less<>> old_key_indexes, new_key_indexes; // of constraints, by name

	// Types that columns of tables that stay have and that are made again: the old one is kept under another name until
	// the columns are converted.
	std::set<Identity> converted_types;

	bool is_replaced(std::string_view reference) const {
		return dropped.contains(reference) && created.contains(reference);
	}
	// Whether the table is a partition of another one, or within other bounds, than before.
	bool is_attached_anew(const Identity &table) const;
	void replace(const Reference &reference) {
		dropped.insert(reference);
		created.insert(reference);
	}
	bool stays(const Reference &reference) const {
		return old_objects.contains(reference) && new_objects.contains(reference) &&
			   !dropped.contains(reference);
	}

private:
	static void add_key_indexes(const Snapshot &snapshot, std::map<Identity, Reference, std::less<>> &found);

	std::map<Identity, std::vector<Identity>, std::less<>> children_;
};

// What adds and takes away of all there is, and what cannot be altered is replaced.
void classify(Changes &changes);

// What cannot stay as it is because of something that it stands on: is replaced, or converted. Throws 0A000 for what can be
// neither.
void follow_dependencies(Changes &changes);

// The statements that change an object that stays; nothing where it has to be made again. Tables are looked at last, when
// it is known what becomes of their types.
std::optional<Alteration> alter(
	const Changes &changes, const Identity &name, const Constraint &from, const Constraint &to);
std::optional<Alteration> alter(
	const Changes &changes, const Identity &name, const EnumType &from, const EnumType &to);
std::optional<Alteration> alter(
	const Changes &changes, const Identity &name, const CompositeType &from, const CompositeType &to);
std::optional<Alteration> alter(
	const Changes &changes, const Identity &name, const Domain &from, const Domain &to);
std::optional<Alteration> alter(
	const Changes &changes, const Identity &name, const Extension &from, const Extension &to);
std::optional<Alteration> alter(
	const Changes &changes, const Identity &name, const Function &from, const Function &to);
std::optional<Alteration> alter(
	const Changes &changes, const Identity &name, const Index &from, const Index &to);
std::optional<Alteration> alter(
	const Changes &changes, const Identity &name, const MaterializedView &from, const MaterializedView &to);
std::optional<Alteration> alter(
	const Changes &changes, const Identity &name, const Schema &from, const Schema &to);
std::optional<Alteration> alter(
	const Changes &changes, const Identity &name, const Sequence &from, const Sequence &to);
std::optional<Alteration> alter(
	const Changes &changes, const Identity &name, const Trigger &from, const Trigger &to);
std::optional<Alteration> alter(
	const Changes &changes, const Identity &name, const View &from, const View &to);
Alteration alter_table(const Changes &changes, const Identity &name, const Table &from, const Table &to);

// The alterations of the tables that stay, by now.
void alter_tables(Changes &changes);

// Notes which columns of it cannot be altered without others.
void foresee_columns(Changes &changes, const Identity &name, const Table &from, const Table &to);

// Owner, comment and rights alone; `kind` as GRANT, COMMENT and ALTER name it: "TABLE", "VIEW".
std::string alter_attributes(const Changes &changes, std::string_view kind, std::string_view name,
	const Object &from, const Object &to);
std::string alter_comment(std::string_view name, std::string_view from, std::string_view to);
std::string alter_grants(const Changes &changes, std::string_view kind, std::string_view name,
	const Grants &from, const Grants &to, const std::string &owner, std::string_view column = {});
// "SET (a = '1'), RESET (b)", each after `alter`; nothing where they are equal.
std::string alter_settings(std::string_view alter, const Settings &from, const Settings &to);
// OPTIONS (ADD ..., SET ..., DROP ...) of foreign objects; empty where they are equal.
std::string alter_options(const Settings &from, const Settings &to);

// What an object is called by DROP, COMMENT and ALTER: "TABLE shop.orders", "TRIGGER t ON shop.orders".
std::string words_of(const Snapshot &snapshot, const AnyObject &object);
// The statement that drops it.
std::string drop_sql(const Snapshot &snapshot, const AnyObject &object);

// The name under which a type is kept while columns become its successor.
std::string former_name(const Changes &changes, const Identity &type);

} // namespace pgmigrate::core::schema::diff_parts
