// The relations that a statement touches which are not inside of the database.
#pragma once
#include "extension/pg/guard.hpp"

namespace pgmigrate {

// A foreign table, or a catalog that all databases share. Nothing where the oid is not valid.
struct OutsideRelation {
	Oid relation = InvalidOid;
	const char *to_shared = nullptr; // what the statement does to the shared one: "change" or "lock"
};

// The first of a query that was rewritten already. Of tables, those that inherit from them count, too; of shared
// catalogs, only those that are not just read.
OutsideRelation outside_relation_of(Query *query);

// Of one entry of a query: the planner may come to some that did not stand there.
OutsideRelation outside_relation_of(RangeTblEntry *entry);

// Of a utility statement that works on the tables that it names, without a plan.
OutsideRelation outside_relation_of(Node *statement);

} // namespace pgmigrate
