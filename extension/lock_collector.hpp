// Collects relations and modes for foreseen_locks. Everything here is called inside a pg_call of its caller, who holds
// the collector.
#pragma once
#include <set>
#include <tuple>
#include <vector>

#include "extension/foreseen_locks.hpp"

namespace pgmigrate {

// The relation of that name, without locking it; InvalidOid if there is none that the current user could name.
Oid relation_named(const RangeVar *name);
// The relation that a list of names means, less the last `skipped` of them; nullptr if nothing is left.
RangeVar *relation_part(List *names, int skipped);

class LockCollector {
public:
	std::vector<ForeseenLock> locks;

	// Leaves out what nobody else can use, or no script should touch: catalogs, temporary tables.
	void add(Oid relation, LOCKMODE mode);
	// The relation with its partitions and children, all levels.
	void add_tree(Oid relation, LOCKMODE mode);
	// A table that a foreign key refers to; its partitions get triggers too. Nothing without the right to refer to it.
	void add_referenced(const RangeVar *name);
	// The tables at the other end of a table's foreign keys, both ways; of those that hold the column, if it is not 0.
	void add_foreign_key_partners(Oid relation, LOCKMODE mode, AttrNumber column = 0);
	void add_owned_sequences(Oid relation, LOCKMODE mode);
	void add_indexes(Oid relation, LOCKMODE mode);
	void add_default_partition(Oid parent);
	// The constraint's tables.
	void add_constraint(Oid constraint);
	// What goes when the object goes; column 0 is the whole. What merely uses it goes only by CASCADE.
	void add_dependants(Oid class_id, Oid object, int32 column, bool cascade);

	void collect(Node *statement);

private:
	void collect_more(Node *statement);
	void add_dependant(Oid class_id, Oid object, int32 column, bool cascade);
	void alter_table(AlterTableStmt *statement);
	void alter_command(Oid relation, AlterTableCmd *command);
	void attach_partition(Oid parent, PartitionCmd *command);
	void detach_partition(Oid parent, PartitionCmd *command);
	void create_table(CreateStmt *statement);
	void drop(DropStmt *statement);
	void drop_relation(const RangeVar *name, bool cascade);
	void drop_other(DropStmt *statement, Node *object, bool cascade);
	void rename(RenameStmt *statement);
	void reindex(ReindexStmt *statement);
	void truncate(TruncateStmt *statement);
	void lock(LockStmt *statement);
	void alter_domain(AlterDomainStmt *statement);
	void add_users_of_type(Oid type, LOCKMODE mode, bool typed_tables = false);
	void add_published(List *objects);
	// The relation, where the current user owns it.
	void add_owned(const RangeVar *name, LOCKMODE mode, bool tree = false);

	std::set<std::tuple<Oid, Oid, int32>> seen_;
};

} // namespace pgmigrate
