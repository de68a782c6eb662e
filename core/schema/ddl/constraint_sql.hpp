// A constraint as CREATE TABLE and ALTER TABLE ADD say it.
#pragma once
#include <string>

#include "core/schema/constraint.hpp"
#include "core/schema/table.hpp"

namespace pgmigrate::core::schema::ddl {

// "CONSTRAINT orders_total_check CHECK (total >= 0)"
std::string constraint_sql(const Constraint &constraint);
// What is said of it afterwards: its comment, that of its index, what its index is used for.
std::string after_constraint_sql(const Constraint &constraint);
// Whether it can stand in CREATE TABLE: foreign keys come when all tables are there, what has an index when the partitions
// are attached, since attaching one would make an index of the server's choosing.
bool stands_in_table(const Constraint &constraint, const Table &table);

} // namespace pgmigrate::core::schema::ddl
