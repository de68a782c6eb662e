// The relations that a statement touches which are not inside of the database.
#pragma once
#include "extension/pg/guard.hpp"

namespace pgmigrate {

// Nothing where the oid is not valid.
struct OutsideRelation {
	Oid relation = InvalidOid;
};

// The first of a query that was rewritten already: a foreign table, or a table that one inherits from.
OutsideRelation outside_relation_of(Query *query);

// Of a utility statement that reads or writes the tables that it names, without a plan.
OutsideRelation outside_relation_of(Node *statement);

} // namespace pgmigrate
