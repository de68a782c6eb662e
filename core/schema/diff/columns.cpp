#include "core/schema/diff/columns.hpp"

#include <algorithm>
#include <functional>

#include <fmt/format.h>

#include "core/schema/ddl/column_sql.hpp"
#include "core/schema/ddl/items.hpp"
#include "core/schema/ddl/sequence_options.hpp"
#include "core/schema/default_reference.hpp"
#include "core/schema/quote.hpp"

namespace pgmigrate::core::schema::diff_parts {

namespace {

const Column *find(const std::vector<Column> &columns, std::string_view name) {
	const auto found =
		std::find_if(columns.begin(), columns.end(), [&](const Column &c) { return c.name == name; });
	return found == columns.end() ? nullptr : &*found;
}

// A parent's columns come and go by themselves in those that inherit from it.
bool is_the_parents(const Column &column) {
	return column.inherited;
}

// Where it is generated from something else, there is no statement for that before PostgreSQL 17.
bool has_to_be_remade(const Column &from, const Column &to) {
	const auto alike = [](const std::string &a, const std::string &b) {
		return is_alike(Described<std::string>::type, Role::expression, &a, &b);
	};
	if (to.generated.empty())
		return from.generated == "virtual";
	return from.generated != to.generated || !alike(from.default_value, to.default_value) ||
		   from.type != to.type;
}

// A typed table's columns are its type's.
bool keeps_type(const Table &table) {
	return !table.of_type.empty();
}

class ColumnChange {
public:
	ColumnChange(const Changes &changes, const Identity &table, const Table &whole, const Column &from,
		const Column &to, const std::string &alter, Alteration &alteration)
		: changes_(changes), table_(table), whole_(whole), from_(from), to_(to),
		  alter_(fmt::format("{}ONLY {} ALTER COLUMN {}", alter, table, identifier(to.name))),
		  with_children_(fmt::format("{}{} ALTER COLUMN {}", alter, table, identifier(to.name))),
		  alteration_(alteration) {}

	void run() {
		identity_taken();
		type();
		if (from_.generated == "stored" && to_.generated.empty())
			add("DROP EXPRESSION");
		not_null();
		identity_given();
		storage();
		const std::string full = fmt::format("COLUMN {}.{}", table_, identifier(to_.name));
		alteration_.sql += alter_comment(full, from_.comment, to_.comment);
		alteration_.sql +=
			alter_grants(changes_, "TABLE", table_, from_.grants, to_.grants, whole_.owner, to_.name);
	}

private:
	void add(std::string_view what) { alteration_.sql += fmt::format("{} {};\n", alter_, what); }
	void add_with_children(std::string_view what) {
		alteration_.sql += fmt::format("{} {};\n", with_children_, what);
	}
	// Whether a table that this one inherits from, or is a partition of, has the column too.
	bool any_parent(const std::function<bool(const Column &of_parent, const Column *before)> &is) const {
		std::vector<std::string> parents = whole_.inherits;
		if (!whole_.partition_of.empty())
			parents.push_back(whole_.partition_of);
		for (const std::string &parent : parents)
			if (const auto found = changes_.to.tables.find(parent); found != changes_.to.tables.end()) {
				const auto old = changes_.from.tables.find(parent);
				const Column *column = find(found->second.columns, to_.name);
				const Column *before =
					old == changes_.from.tables.end() ? nullptr : find(old->second.columns, to_.name);
				if (column != nullptr && is(*column, before))
					return true;
			}
		return false;
	}
	void note(std::string text) { alteration_.notes.push_back(std::move(text)); }

	void type() {
		const bool is_converted = changes_.retyped.contains({table_, to_.name});
		if (from_.type == to_.type && from_.collation == to_.collation && !is_converted)
			return;
		if (any_parent([](const Column &, const Column *before) { return before != nullptr; }) ||
			(keeps_type(whole_) && changes_.from.tables.at(table_).of_type == whole_.of_type))
			return; // the change goes on to here
		// A default is not always cast as the values are.
		const Reference own = default_reference(reference(Table::kKind, table_), to_.name);
		const bool has_default = !from_.default_value.empty() && from_.generated.empty();
		if (has_default && !changes_.dropped.contains(own))
			add("DROP DEFAULT");
		std::string sql = "TYPE " + to_.type;
		if (!to_.collation.empty())
			sql += " COLLATE " + to_.collation;
		if (from_.type == to_.type) {
			const std::string text = to_.type.ends_with("[]") ? "text[]" : "text";
			if (is_of_converted_type())
				sql += fmt::format(" USING {}::{}::{}", identifier(to_.name), text, to_.type);
		} else if (!is_assigned(from_.type, to_.type)) {
			const std::string text = is_cast(from_.type, to_.type)                            ? ""
									 : to_.type.ends_with("[]") && from_.type.ends_with("[]") ? "::text[]"
																							  : "::text";
			sql += fmt::format(" USING {}{}::{}", identifier(to_.name), text, to_.type);
		}
		add_with_children(sql);
		if (has_default && !to_.default_value.empty() && !changes_.created.contains(own))
			add("SET DEFAULT " + to_.default_value);
		if (whole_.server.empty() && (from_.type == to_.type || !is_binary_compatible(from_.type, to_.type)))
			note(fmt::format(
				"column {} of {} becomes {}: the table is written again, and nobody reads it meanwhile",
				identifier(to_.name), table_, to_.type));
	}

	bool is_of_converted_type() const {
		return std::any_of(changes_.converted_types.begin(), changes_.converted_types.end(),
			[&](const Identity &type) { return mentions(to_.type, type); });
	}

	void not_null() {
		const auto loses = [](const Column &of_parent, const Column *before) {
			return !of_parent.not_null && before != nullptr && before->not_null;
		};
		if (from_.not_null && to_.not_null && !whole_.partition_of.empty() && any_parent(loses))
			add_with_children("SET NOT NULL"); // what the parent drops is dropped in its partitions
		if (from_.not_null == to_.not_null && from_.not_null_not_valid == to_.not_null_not_valid)
			return;
		const auto goes_on = [&](const Column &of_parent, const Column *before) {
			return of_parent.not_null == to_.not_null && before != nullptr &&
				   before->not_null != to_.not_null;
		};
		if (any_parent(goes_on) && (to_.not_null || !whole_.partition_of.empty()))
			return;
		if (!to_.not_null) {
			whole_.partition_by.empty() ? add("DROP NOT NULL") : add_with_children("DROP NOT NULL");
			return;
		}
		add_with_children("SET NOT NULL");
		note(fmt::format("column {} of {} becomes NOT NULL: the table is read through under a lock that stops"
						 " readers, and a null in it is an error",
			identifier(to_.name), table_));
	}

	void identity_taken() {
		if (from_.sequence && !to_.sequence)
			add("DROP IDENTITY");
	}

	void identity_given() {
		if (!to_.sequence)
			return;
		const IdentitySequence &fresh = *to_.sequence;
		const std::string kind = to_.identity == "always" ? "ALWAYS" : "BY DEFAULT";
		if (!from_.sequence) {
			alteration_.sql += fmt::format("{} ADD GENERATED {} AS IDENTITY (SEQUENCE NAME {} {});\n", alter_,
				kind, fresh.sequence, ddl::sequence_options(fresh));
			note(fmt::format(
				"column {} of {} gets numbers from {} on: rows that are there may have them already",
				identifier(to_.name), table_, fresh.start));
			return;
		}
		if (from_.identity != to_.identity)
			add(fmt::format("SET GENERATED {}", kind));
		sequence(*from_.sequence, fresh);
	}

	void sequence(const IdentitySequence &old, const IdentitySequence &fresh) {
		if (old.sequence != fresh.sequence) {
			const auto bare = [](std::string_view name) { return name.substr(name.rfind('.') + 1); };
			alteration_.sql +=
				fmt::format("ALTER SEQUENCE {} RENAME TO {};\n", old.sequence, bare(fresh.sequence));
		}
		std::string change;
		if (old.type != fresh.type || from_.type != to_.type)
			change += " AS " + (fresh.type.empty() ? to_.type : fresh.type);
		const auto options = [](const SequenceOptions &s) { return ddl::sequence_options(s); };
		if (options(old) != options(fresh))
			change += fmt::format(" {}{}", options(fresh), fresh.cycle ? "" : " NO CYCLE");
		if (!change.empty())
			alteration_.sql += fmt::format("ALTER SEQUENCE {}{};\n", fresh.sequence, change);
		if (old.unlogged != fresh.unlogged)
			alteration_.sql += fmt::format(
				"ALTER SEQUENCE {} SET {};\n", fresh.sequence, fresh.unlogged ? "UNLOGGED" : "LOGGED");
		alteration_.sql += alter_comment("SEQUENCE " + fresh.sequence, old.comment, fresh.comment);
		alteration_.sql +=
			alter_grants(changes_, "SEQUENCE", fresh.sequence, old.grants, fresh.grants, whole_.owner);
	}

	void storage() {
		if (from_.storage != to_.storage)
			add("SET STORAGE " +
				(to_.storage.empty() ? default_storage(changes_.to, to_.type) : to_.storage));
		if (from_.compression != to_.compression)
			add("SET COMPRESSION " + (to_.compression.empty() ? "default" : to_.compression));
		if (from_.statistics != to_.statistics)
			add(fmt::format("SET STATISTICS {}", to_.statistics.value_or(-1)));
		alteration_.sql += alter_settings(alter_, from_.options, to_.options);
		if (const std::string options = alter_options(from_.foreign_options, to_.foreign_options);
			!options.empty())
			add(options);
	}

	const Changes &changes_;
	const Identity &table_;
	const Table &whole_;
	const Column &from_, &to_;
	const std::string alter_;
	const std::string with_children_; // the same, and for all that inherit the column
	Alteration &alteration_;
};

void add_column(const Identity &table, const Table &whole, const Column &column, Alteration &alteration) {
	const bool is_foreign = !whole.server.empty();
	alteration.sql += fmt::format(
		"ALTER {}TABLE {} ADD COLUMN {};\n", is_foreign ? "FOREIGN " : "", table, ddl::column_sql(column));
	alteration.sql += ddl::after_column_sql(whole, table, column);
	alteration.sql += ddl::column_grants_sql(whole, table, column);
	const bool has_value = !column.default_value.empty() || column.sequence;
	if (column.not_null && !has_value && !is_foreign)
		alteration.notes.push_back(
			fmt::format("column {} of {} is NOT NULL and has no default: an error where the table has rows",
				identifier(column.name), table));
	if (column.sequence || column.generated == "stored")
		alteration.notes.push_back(fmt::format(
			"column {} of {} is filled in: the table is written again, and nobody reads it meanwhile",
			identifier(column.name), table));
}

} // namespace

void foresee_columns(Changes &changes, const Identity &name, const Table &from, const Table &to) {
	for (const Column &column : from.columns) {
		const Column *fresh = find(to.columns, column.name);
		if (fresh == nullptr)
			continue;
		if (has_to_be_remade(column, *fresh))
			changes.remade.emplace(name, column.name);
		else if (column.type != fresh->type || column.collation != fresh->collation)
			changes.retyped.emplace(name, column.name);
	}
}

void alter_columns(const Changes &changes, const Identity &name, const Table &from, const Table &to,
	const std::string &alter, Alteration &alteration) {
	const bool is_typed = keeps_type(to) && from.of_type == to.of_type;
	std::vector<const Column *> old_columns; // what is computed from others goes before them
	for (bool is_generated : {true, false})
		for (const Column &column : from.columns)
			if (column.generated.empty() != is_generated)
				old_columns.push_back(&column);
	for (const Column *each : old_columns) {
		const Column &column = *each;
		const Column *fresh = find(to.columns, column.name);
		if (fresh == nullptr && is_typed)
			continue;
		const bool is_remade = changes.remade.contains({name, column.name});
		if ((fresh != nullptr && !is_remade) || is_the_parents(column))
			continue;
		const std::string sql = fmt::format("ALTER {}TABLE {} DROP COLUMN {};\n",
			from.server.empty() ? "" : "FOREIGN ", name, identifier(column.name));
		if (is_remade) {
			alteration.sql += sql;
			if (column.generated.empty()) {
				alteration.destroys_data = true;
				alteration.notes.push_back(
					fmt::format("the values of column {} of {} are lost: it is computed"
								" from now on",
						identifier(column.name), name));
			}
			continue;
		}
		alteration.afterwards += sql;
		if (from.server.empty() && column.generated.empty()) {
			alteration.destroys_data_afterwards = true;
			alteration.notes_afterwards.push_back(
				fmt::format("the values of column {} of {} are lost", identifier(column.name), name));
		}
	}
	for (const Column &column : to.columns) {
		const Column *old = find(from.columns, column.name);
		if (old != nullptr && !changes.remade.contains({name, column.name})) {
			if (!(*old == column) || changes.retyped.contains({name, column.name}) ||
				!to.partition_of.empty())
				ColumnChange(changes, name, to, *old, column, alter, alteration).run();
		} else if (!is_the_parents(column) && !is_typed) {
			add_column(name, to, column, alteration);
		}
	}
}

} // namespace pgmigrate::core::schema::diff_parts
