#include "extension/unfinished.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "extension/pg/spi.hpp"

namespace pgmigrate {

namespace {

using pg::pg_call;

// One invalid index, and who builds it if somebody does. Of a TOAST table's, the table is the one whose values it keeps.
struct InvalidIndex {
	std::string oid, name; // the name as SQL takes it, with its schema
	std::string bare_name;
	Oid table;
	std::string schema_of_table;
	std::int64_t builder;
};

std::vector<InvalidIndex> read_invalid_indexes() {
	std::vector<InvalidIndex> found;
	pg::own_statements([&] {
		pg::query(
			"SELECT i.indexrelid::text, format('%I.%I', n.nspname, c.relname), c.relname::text, t.oid::int8,"
			" tn.nspname::text,"
			" coalesce((SELECT p.pid::int8 FROM pg_stat_progress_create_index p"
			"  WHERE p.datid = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())"
			"  AND p.index_relid = i.indexrelid AND p.pid <> pg_backend_pid() LIMIT 1), 0)"
			" FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
			" JOIN pg_class t ON t.oid = coalesce("
			"  (SELECT o.oid FROM pg_class o WHERE n.nspname = 'pg_toast' AND o.reltoastrelid = i.indrelid), i.indrelid)"
			" JOIN pg_namespace tn ON tn.oid = t.relnamespace"
			" WHERE NOT i.indisvalid AND c.relkind = 'i' ORDER BY n.nspname, c.relname",
			{}, [&](const pg::Row &row) {
				found.push_back({row.string(0), row.string(1), row.string(2), static_cast<Oid>(row.number(3)),
					row.string(4), row.number(5)});
			});
	});
	return found;
}

// Whether the name is one that REINDEX CONCURRENTLY gives to what it builds, or puts aside.
bool is_of_reindex(std::string_view name) {
	while (!name.empty() && name.back() >= '0' && name.back() <= '9')
		name.remove_suffix(1);
	return name.ends_with("_ccnew") || name.ends_with("_ccold");
}

Oid table_of(const RangeVar *relation) {
	return pg_call([&] { return RangeVarGetRelid(relation, NoLock, true); });
}

// The tables whose indexes REINDEX TABLE or INDEX builds: with the partitions, if there are any.
std::vector<Oid> reindexed_tables(const ReindexStmt *reindex) {
	Oid relation = table_of(reindex->relation);
	std::vector<Oid> tables;
	pg::own_statements([&] {
		pg::query(
			"WITH root AS (SELECT coalesce((SELECT indrelid FROM pg_index WHERE indexrelid = $1::oid), $1::oid) AS oid)"
			" SELECT oid::int8 FROM root UNION SELECT t.relid::oid::int8 FROM root, pg_partition_tree(root.oid) t",
			{std::to_string(relation)},
			[&](const pg::Row &row) { tables.push_back(static_cast<Oid>(row.number(0))); });
	});
	return tables;
}

// Those among the invalid indexes that the statement may have made. One that somebody builds now is somebody else's,
// unless it has the very name that the statement gives.
std::vector<InvalidIndex> made_by(Node *statement, std::vector<InvalidIndex> indexes) {
	std::function<bool(const InvalidIndex &)> is_other;
	if (IsA(statement, IndexStmt)) {
		auto *create = castNode(IndexStmt, statement);
		Oid table = table_of(create->relation);
		is_other = [=](const InvalidIndex &index) {
			bool of_name =
				create->idxname == nullptr ? index.builder == 0 : index.bare_name == create->idxname;
			return !create->concurrent || table != index.table || !of_name;
		};
	} else {
		auto *reindex = castNode(ReindexStmt, statement);
		std::vector<Oid> tables;
		if (reindex->relation != nullptr)
			tables = reindexed_tables(reindex);
		is_other = [=](const InvalidIndex &index) {
			if (!is_of_reindex(index.bare_name) || index.builder != 0)
				return true;
			if (reindex->kind == REINDEX_OBJECT_SCHEMA)
				return index.schema_of_table != reindex->name;
			return reindex->relation != nullptr &&
				   std::find(tables.begin(), tables.end(), index.table) == tables.end();
		};
	}
	std::erase_if(indexes, is_other);
	return indexes;
}

// Runs a statement of ours at top level, as the session's current user; `last` in its last transaction.
void run_text(
	const std::string &text, ExecutionPlace &place, const std::function<void()> &last = [] {}) {
	ExecutionPlace here = place;
	const char *copy = pg_call([&] { return pstrdup(text.c_str()); });
	Statement statement{};
	statement.raw = pg_call([&] { return linitial_node(RawStmt, pg_parse_query(copy)); });
	here.text = copy;
	here.offset = 0;
	here.length = text.size();
	execute_at_top_level(
		statement, here, [] {}, last);
}

// The statement that ends it; empty where the partition is not detached half way.
std::string finalizing_statement(const Statement &statement) {
	if (!IsA(statement.raw->stmt, AlterTableStmt))
		return {};
	auto *alter = castNode(AlterTableStmt, statement.raw->stmt);
	auto *command = linitial_node(AlterTableCmd, alter->cmds);
	if (command->subtype != AT_DetachPartition || !castNode(PartitionCmd, command->def)->concurrent)
		return {};
	Oid parent = table_of(alter->relation), partition = table_of(castNode(PartitionCmd, command->def)->name);
	std::string text;
	pg::own_statements([&] {
		pg::query(
			"SELECT format('ALTER TABLE %I.%I DETACH PARTITION %I.%I FINALIZE', pn.nspname, p.relname,"
			" cn.nspname, c.relname)"
			" FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhparent JOIN pg_namespace pn ON pn.oid = p.relnamespace"
			" JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_namespace cn ON cn.oid = c.relnamespace"
			" WHERE i.inhdetachpending AND i.inhparent::text = $1 AND i.inhrelid::text = $2",
			{std::to_string(parent), std::to_string(partition)},
			[&](const pg::Row &row) { text = row.string(0); });
	});
	return text;
}

} // namespace

std::vector<std::string> invalid_indexes() {
	std::vector<std::string> oids;
	for (InvalidIndex &index : read_invalid_indexes())
		oids.push_back(std::move(index.oid));
	return oids;
}

void drop_unfinished_indexes(
	const Statement &statement, const std::vector<std::string> &before, ExecutionPlace &place) {
	if (!IsA(statement.raw->stmt, IndexStmt) && !IsA(statement.raw->stmt, ReindexStmt))
		return;
	std::vector<InvalidIndex> ours;
	in_transaction(place, [&] {
		ours = made_by(statement.raw->stmt, read_invalid_indexes());
		std::erase_if(ours, [&](const InvalidIndex &index) {
			return std::find(before.begin(), before.end(), index.oid) != before.end();
		});
	});
	for (const InvalidIndex &index : ours) {
		if (index.builder != 0)
			throw core::Error("55006", fmt::format("index {} is being built by another session", index.name),
				fmt::format("Process {} builds it.", index.builder), "Call again when it has ended.");
		pg_call([&] {
			ereport(NOTICE, (errmsg("dropping index %s, which was left invalid", index.name.c_str())));
		});
		run_text(fmt::format("DROP INDEX CONCURRENTLY IF EXISTS {}", index.name), place);
	}
}

void refuse_invalid_index(const Statement &statement) {
	if (!IsA(statement.raw->stmt, IndexStmt))
		return;
	auto *create = castNode(IndexStmt, statement.raw->stmt);
	if (!create->if_not_exists || create->idxname == nullptr)
		return;
	Oid table = table_of(create->relation);
	for (const InvalidIndex &index : read_invalid_indexes())
		if (index.table == table && index.bare_name == create->idxname)
			throw core::Error(core::sqlstate::object_not_in_prerequisite_state,
				fmt::format("index {} exists and is invalid", index.name),
				"IF NOT EXISTS would accept it as the one that is wanted. It is not this revision's: it was there before.",
				fmt::format("DROP INDEX CONCURRENTLY {}; then call again.", index.name));
}

bool finalize_detach(const Statement &statement, ExecutionPlace &place, const std::function<void()> &last) {
	std::string text;
	in_transaction(place, [&] { text = finalizing_statement(statement); });
	if (text.empty())
		return false;
	run_text(text, place, last);
	return true;
}

} // namespace pgmigrate
