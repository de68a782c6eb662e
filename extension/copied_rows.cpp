#include "extension/copied_rows.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/conditions.hpp"
#include "core/text.hpp"
#include "extension/reading.hpp"

#include "extension/pg/guard.hpp"
#include "extension/pg/identifiers.hpp"

namespace pgmigrate {

namespace {

using pg::pg_call;

// As large as one statement gets; more would only be memory.
constexpr std::size_t kStatementBytes = 1 << 20;
constexpr long kRowsAtOnce = 1000;

Oid table_named(const std::string &name) {
	return pg_call([&] {
		RangeVar *table = makeRangeVarFromNameList(textToQualifiedNameList(cstring_to_text(name.c_str())));
		return RangeVarGetRelid(table, AccessShareLock, false);
	});
}

// The columns of each row of a query, nulls as empty texts. In batches, so that a large table does not fill the memory.
template <class Take>
void each_row(const std::string &sql, Take take) {
	Portal portal = pg_call([&] {
		SPIPlanPtr plan = SPI_prepare(sql.c_str(), 0, nullptr);
		if (plan == nullptr)
			elog(ERROR, "SPI_prepare failed: %s", SPI_result_code_string(SPI_result));
		return SPI_cursor_open(nullptr, plan, nullptr, nullptr, true);
	});
	std::vector<std::string> cells;
	for (bool more = true; more;) {
		pg_call([&] {
			CHECK_FOR_INTERRUPTS();
			SPI_cursor_fetch(portal, true, kRowsAtOnce);
		});
		SPITupleTable *rows = SPI_tuptable;
		const std::size_t count = SPI_processed;
		for (std::size_t row = 0; row < count; row++) {
			cells.assign(rows->tupdesc->natts, {});
			for (int i = 0; i < rows->tupdesc->natts; i++)
				pg_call([&] {
					char *text = SPI_getvalue(rows->vals[row], rows->tupdesc, i + 1);
					if (text != nullptr) {
						cells[i] = text;
						pfree(text);
					}
				});
			take(cells);
		}
		pg_call([&] { SPI_freetuptable(rows); });
		more = count > 0;
	}
	pg_call([&] { SPI_cursor_close(portal); });
}

struct Table {
	std::string name; // qualified and quoted
	std::string kind;
	std::string columns; // those that can be written, as a list
	std::string values;  // an expression for the same, as a list of literals
};

// Those that come with a table above them.
void leave_out_partitions(std::vector<Oid> &oids) {
	const std::vector<Oid> named = oids;
	std::erase_if(oids, [&](Oid table) {
		return pg_call([&] {
			if (!get_rel_relispartition(table))
				return false;
			ListCell *cell;
			foreach (cell, get_partition_ancestors(table))
				for (const Oid other : named)
					if (other == lfirst_oid(cell))
						return true;
			return false;
		});
	});
}

std::string oid_list(const std::vector<Oid> &oids) {
	return fmt::format("ARRAY[{}]::oid[]", fmt::join(oids, ", "));
}

std::vector<Table> tables_of(const std::vector<Oid> &oids) {
	std::vector<Table> tables;
	each_row(fmt::format(R"(
SELECT format('%I.%I', n.nspname, c.relname), c.relkind::text, a.names, a.literals
FROM unnest({}) WITH ORDINALITY AS w (oid, place)
JOIN pg_class AS c ON c.oid = w.oid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
CROSS JOIN LATERAL (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS names,
		string_agg(format('format(''%%L'', %I)', attname), ' || '', '' || ' ORDER BY attnum) AS literals
	FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped AND attgenerated = '') AS a
ORDER BY w.place)",
				 oid_list(oids)),
		[&](const std::vector<std::string> &cells) {
			tables.push_back({cells[0], cells[1], cells[2], cells[3]});
		});
	for (const Table &table : tables)
		if (table.kind != "r" && table.kind != "p")
			throw core::Error("42809", fmt::format("{} is not a table", table.name),
				"Only tables have rows to copy.", "Name tables, or partitioned tables.");
	for (std::size_t i = 0; i < tables.size(); i++)
		if (oids[i] < FirstNormalObjectId)
			throw core::Error("42809", fmt::format("{} is a catalog", tables[i].name),
				"Its rows are what is made there.", "Name tables of your own.");
	return tables;
}

// Rows without those that they refer to would be a state that the database is never in.
void require_referred(const std::vector<Oid> &oids) {
	std::vector<std::string> missing;
	each_row(fmt::format(R"(
SELECT DISTINCT format('%s needs %s', c.conrelid::regclass, c.confrelid::regclass) COLLATE "C"
FROM pg_constraint AS c
WHERE c.contype = 'f' AND c.conparentid = 0 AND c.conrelid = ANY ({0}) AND c.confrelid <> ALL ({0}) ORDER BY 1)",
				 oid_list(oids)),
		[&](const std::vector<std::string> &cells) { missing.push_back(cells[0]); });
	if (!missing.empty())
		throw core::Error(core::sqlstate::object_not_in_prerequisite_state,
			"tables whose rows are copied refer to tables whose rows are not",
			fmt::format("{}.", fmt::join(missing, ", ")), "Copy the rows of those tables, too.");
}

class Target {
public:
	Target(Shadow &shadow, Shadow::Functions functions) : shadow_(shadow), functions_(functions) {}
	void put_in(const std::string &sql) {
		if (const auto failure = shadow_.load_rows(sql, functions_))
			failure->raise();
	}

private:
	Shadow &shadow_;
	Shadow::Functions functions_;
};

void copy_table(Target &target, const Table &table) {
	if (table.columns.empty())
		return;
	const std::string head =
		fmt::format("INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE VALUES\n", table.name, table.columns);
	std::string sql;
	// The children of a table by inheritance are tables of their own.
	each_row(fmt::format("SELECT {} FROM {}{}", table.values, table.kind == "p" ? "" : "ONLY ", table.name),
		[&](const std::vector<std::string> &cells) {
			sql.append(sql.empty() ? head : ",\n").append("(").append(cells[0]).append(")");
			if (sql.size() < kStatementBytes)
				return;
			target.put_in(sql);
			sql.clear();
		});
	if (!sql.empty())
		target.put_in(sql);
}

// New rows get the numbers after those that are there.
void copy_sequences(Target &target, const std::vector<Oid> &oids) {
	std::vector<std::string> sequences;
	each_row(fmt::format(R"(
SELECT DISTINCT format('%I.%I', n.nspname, c.relname) COLLATE "C"
FROM pg_depend AS d
JOIN pg_class AS c ON c.oid = d.objid AND c.relkind = 'S'
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = ANY ({})
	AND d.deptype IN ('a', 'i') ORDER BY 1)",
				 oid_list(oids)),
		[&](const std::vector<std::string> &cells) { sequences.push_back(cells[0]); });
	for (const std::string &sequence : sequences)
		each_row(fmt::format("SELECT last_value, is_called FROM {}", sequence),
			[&](const std::vector<std::string> &cells) {
				target.put_in(fmt::format("SELECT pg_catalog.setval({}, {}, '{}')",
					core::text::sql_literal(sequence), cells[0], cells[1]));
			});
}

} // namespace

void copy_rows(Shadow &shadow, const std::vector<std::string> &names, Shadow::Functions functions) {
	std::vector<Oid> oids;
	for (const std::string &name : names)
		if (const Oid table = table_named(name); std::ranges::find(oids, table) == oids.end())
			oids.push_back(table);
	leave_out_partitions(oids);
	Reading reading;
	Target target(shadow, functions);
	const std::vector<Table> tables = tables_of(oids);
	require_referred(oids);
	for (const Table &table : tables)
		copy_table(target, table);
	copy_sequences(target, oids);
	reading.leave();
}

} // namespace pgmigrate
