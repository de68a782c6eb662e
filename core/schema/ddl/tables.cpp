#include <algorithm>
#include <functional>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/schema/default_reference.hpp"
#include "core/schema/ddl/column_sql.hpp"
#include "core/schema/ddl/constraint_sql.hpp"
#include "core/schema/ddl/items.hpp"
#include "core/schema/quote.hpp"

namespace pgmigrate::core::schema::ddl {

Reference attachment(std::string_view partition) {
	return fmt::format("attachment of table {}", partition);
}

namespace {

// One CREATE TABLE with what belongs in it, and what has to be said of its columns after it.
class TableText {
public:
	TableText(Items &items, const Table &table, const Identity &name,
		std::span<const Constraint *const> constraints)
		: items_(items), table_(table), name_(name), made_(reference(Table::kKind, name)),
		  alter_(fmt::format("ALTER {}TABLE ONLY {} ", table.server.empty() ? "" : "FOREIGN ", name)) {
		for (const Column &column : table.columns)
			add(column);
		for (const Constraint *constraint : constraints)
			add(*constraint);
	}
	void write();

private:
	void add(const Column &column);
	void add_after(const Column &column);
	void add_inherited(const Column &column);
	void add(const Constraint &constraint);
	std::string type_and_rest(const Column &column);
	std::string default_of(const Column &column);
	bool any_parent_has(const Column &column, const std::function<bool(const Column &of_parent)> &is) const;
	bool is_generated_alike_in_parent(const Column &column) const;
	bool has_twin(const Constraint &constraint);
	std::string create() const;

	Items &items_;
	const Table &table_;
	const Identity &name_;
	Reference made_;
	std::string alter_;
	std::vector<std::string> elements_;
	std::string after_, column_grants_; // rights come when all belongs to the owner
	std::vector<Reference> makes_, separable_;
	std::set<std::pair<std::vector<std::string>, std::vector<std::string>>> keys_;
};

// A column of a partition stands in the partition's own CREATE TABLE, because it is attached afterwards.
bool stands_in(const Table &table, const Column &column) {
	return !column.inherited || !table.partition_of.empty();
}

bool TableText::any_parent_has(
	const Column &column, const std::function<bool(const Column &of_parent)> &is) const {
	for (const std::string &parent : table_.inherits)
		if (auto found = items_.snapshot.tables.find(parent); found != items_.snapshot.tables.end())
			for (const Column &other : found->second.columns)
				if (other.name == column.name && is(other))
					return true;
	return false;
}

// Before PostgreSQL 16, a column that is declared and inherited must not say again what it is generated from.
bool TableText::is_generated_alike_in_parent(const Column &column) const {
	return !column.generated.empty() && any_parent_has(column, [&](const Column &of_parent) {
		return of_parent.default_value == column.default_value;
	});
}

// The default as it stands in the column's definition; empty if it has none or is made separately.
std::string TableText::default_of(const Column &column) {
	const auto has_default = [](const Column &of_parent) { return !of_parent.default_value.empty(); };
	if (column.default_value.empty()) // a parent's would be taken otherwise
		return !column.sequence && any_parent_has(column, has_default) ? " DEFAULT NULL" : "";
	if (is_generated_alike_in_parent(column))
		return {};
	if (!column.generated.empty())
		return generated_sql(column);
	Reference own = default_reference(made_, column.name);
	if (!items_.is_separate(own)) {
		makes_.push_back(own);
		separable_.push_back(own);
		return fmt::format(" DEFAULT {}", column.default_value);
	}
	items_.add({{Section::tables, name_, kDefaultOfTable, column.name}, {own}, {made_}, {},
		fmt::format(
			"{}ALTER COLUMN {} SET DEFAULT {};\n", alter_, identifier(column.name), column.default_value)});
	return {};
}

std::string TableText::type_and_rest(const Column &column) {
	std::string sql;
	if (table_.of_type.empty())
		sql = " " + column.type;
	else
		sql = " WITH OPTIONS";
	if (!column.foreign_options.empty())
		sql += fmt::format(" OPTIONS ({})", options_list(column.foreign_options));
	if (!column.collation.empty() && table_.of_type.empty())
		sql += " COLLATE " + column.collation;
	sql += default_of(column);
	return sql + identity_sql(column) + not_null_sql(column);
}

void TableText::add(const Column &column) {
	if (stands_in(table_, column)) {
		std::string rest = type_and_rest(column);
		if (table_.of_type.empty() || rest != " WITH OPTIONS")
			elements_.push_back(identifier(column.name) + rest);
	} else {
		add_inherited(column);
	}
	add_after(column);
}

// What an inherited column has of its own is said after CREATE TABLE; what it has from its parents, not at all.
void TableText::add_inherited(const Column &column) {
	std::string inherited;
	bool not_null = false;
	for (const std::string &parent : table_.inherits) {
		auto found = items_.snapshot.tables.find(parent);
		if (found == items_.snapshot.tables.end())
			continue;
		for (const Column &other : found->second.columns)
			if (other.name == column.name) {
				if (!other.default_value.empty())
					inherited = other.default_value;
				not_null = not_null || other.not_null;
			}
	}
	std::string alter = fmt::format("{}ALTER COLUMN {} ", alter_, identifier(column.name));
	if (column.default_value != inherited && column.generated.empty())
		items_.add({{Section::tables, name_, kDefaultOfTable, column.name},
			{default_reference(made_, column.name)}, {made_}, {},
			column.default_value.empty() ? alter + "DROP DEFAULT;\n"
										 : fmt::format("{}SET DEFAULT {};\n", alter, column.default_value)});
	if (column.not_null && !not_null)
		after_ += alter + "SET NOT NULL;\n";
	if (column.sequence) // before PostgreSQL 17, one has nothing of the parents'
		after_ += fmt::format("{}ADD{};\n", alter, identity_sql(column));
	if (!column.foreign_options.empty())
		after_ += fmt::format("{}OPTIONS ({});\n", alter, options_list(column.foreign_options));
}

void TableText::add_after(const Column &column) {
	after_ += after_column_sql(table_, name_, column);
	column_grants_ += column_grants_sql(table_, name_, column);
}

// Of two keys or exclusions alike in one CREATE TABLE the server makes one.
bool TableText::has_twin(const Constraint &constraint) {
	if (constraint.type == "exclusion")
		return !keys_.emplace(std::vector{constraint.expression}, std::vector<std::string>()).second;
	if (constraint.type != "primary key" && constraint.type != "unique")
		return false;
	return !keys_.emplace(constraint.columns, constraint.included_columns).second;
}

void TableText::add(const Constraint &constraint) {
	Reference own = reference(Constraint::kKind, identity(constraint));
	if (!stands_in_table(constraint, table_) || items_.is_separate(own) || has_twin(constraint))
		return;
	items_.in_tables.insert(own);
	elements_.push_back(constraint_sql(constraint));
	after_ += after_constraint_sql(constraint);
	makes_.push_back(own);
	separable_.push_back(own);
}

std::string TableText::create() const {
	std::string sql = fmt::format("CREATE {}TABLE {}",
		!table_.server.empty() ? "FOREIGN "
		: table_.unlogged      ? "UNLOGGED "
							   : "",
		name_);
	if (!table_.of_type.empty())
		sql += " OF " + table_.of_type;
	if (!elements_.empty())
		sql += fmt::format(" (\n\t{}\n)", fmt::join(elements_, ",\n\t"));
	else if (table_.of_type.empty())
		sql += " ()";
	if (!table_.inherits.empty())
		sql += fmt::format("\nINHERITS ({})", fmt::join(table_.inherits, ", "));
	if (!table_.partition_by.empty())
		sql += "\nPARTITION BY " + table_.partition_by;
	if (!table_.server.empty()) {
		sql += "\nSERVER " + identifier(table_.server);
		if (!table_.foreign_options.empty())
			sql += fmt::format("\nOPTIONS ({})", options_list(table_.foreign_options));
	}
	if (!table_.access_method.empty())
		sql += "\nUSING " + identifier(table_.access_method);
	if (!table_.options.empty())
		sql += fmt::format("\nWITH ({})", settings_list(table_.options));
	if (!table_.tablespace.empty())
		sql += "\nTABLESPACE " + identifier(table_.tablespace);
	return sql + ";\n";
}

void TableText::write() {
	std::string sql = create() + after_;
	if (table_.replica_identity == "full" || table_.replica_identity == "nothing")
		sql += fmt::format("{}REPLICA IDENTITY {};\n", alter_, table_.replica_identity);
	if (table_.row_security)
		sql += fmt::format("ALTER TABLE {} ENABLE ROW LEVEL SECURITY;\n", name_);
	if (table_.force_row_security)
		sql += fmt::format("ALTER TABLE {} FORCE ROW LEVEL SECURITY;\n", name_);
	std::string kind = table_.server.empty() ? "TABLE" : "FOREIGN TABLE";
	std::string full = fmt::format("{} {}", kind, name_);
	sql += owner_sql(table_, full) + comment_sql(table_.comment, full) +
		   grants_sql(table_.grants, "TABLE", name_, table_.owner) + column_grants_;
	std::vector<Reference> needs{reference(Schema::kKind, identifier(table_.schema))};
	makes_.insert(makes_.begin(), made_);
	// A partition is made as a table of its own and attached after that, so that its columns stay in their order.
	items_.add({{Section::tables, name_}, makes_, needs, separable_, sql});
	if (table_.partition_of.empty())
		return;
	items_.add({{Section::tables, name_, kAfterTable}, {attachment(name_)},
		{made_, reference(Table::kKind, table_.partition_of)}, {},
		fmt::format("ALTER TABLE ONLY {} ATTACH PARTITION {} {};\n", table_.partition_of, name_,
			table_.partition_bound)});
	items_.attachments[table_.partition_of].push_back(attachment(name_));
}

} // namespace

void write_tables(Items &items) {
	std::map<std::string_view, std::vector<const Constraint *>> constraints;
	for (const auto &[name, constraint] : items.snapshot.constraints)
		constraints[constraint.table].push_back(&constraint);
	for (const auto &[name, table] : items.snapshot.tables) {
		auto own = constraints.find(name);
		TableText(items, table, name,
			own == constraints.end() ? std::span<const Constraint *const>()
									 : std::span<const Constraint *const>(own->second))
			.write();
	}
}

} // namespace pgmigrate::core::schema::ddl
