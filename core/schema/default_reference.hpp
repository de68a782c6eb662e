// The parts of objects that have dependencies of their own, because they can be made separately.
#pragma once
#include "core/schema/object.hpp"

namespace pgmigrate::core::schema {

// The default of a column: "default id of table shop.orders".
Reference default_reference(std::string_view table, std::string_view column);
// The query of a view: "query of view shop.totals".
Reference query_reference(std::string_view view);

// The defaults and the body of a function: "body of function shop.total(integer)".
Reference body_reference(std::string_view function);

// "query of view shop.orders_today"
Reference query_reference(std::string_view view);

// "constraint positive of type shop.price"
Reference domain_constraint_reference(std::string_view domain, std::string_view constraint);

// "shell of type shop.period"
Reference shell_reference(std::string_view type);

// Those that a family has beside its classes: "members of operator family shop.amounts USING btree".
Reference members_reference(std::string_view family);

} // namespace pgmigrate::core::schema
