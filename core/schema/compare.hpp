// What two schemas differ in, object by object and field by field.
#pragma once
#include <string>
#include <vector>

#include "core/schema/snapshot.hpp"

namespace pgmigrate::core::schema {

struct CompareOptions {
	bool owners = true; // where both snapshots hold them; rights likewise
	bool privileges = true;
	bool strict_column_order = false; // another order of columns is a difference, and not only a note
};

// One thing in which `to` is not what `from` is.
struct Difference {
	enum class Change { added, removed, changed };
	std::string kind;
	Identity object;
	Change change = Change::changed;
	std::string property; // what of it is another: "column total: type"; empty for the whole object
	bool is_part = false; // the property is a part of the object, "column total", which has come or gone
	std::optional<std::string> from, to; // its values, as text; none where there is none
	bool is_note = false;                // said, and no part of equality: the order of columns
};

std::string_view name(Difference::Change change);

// In the order of kinds, identities and fields.
std::vector<Difference> differences(const Snapshot &from, const Snapshot &to, CompareOptions options);

// Whether two values of a field are equal, but for what the server writes otherwise once it has read it.
bool is_alike(const ValueType &type, Role role, const void *a, const void *b);

// "table shop.orders: column total: type changed from bigint to integer": for people, in one line.
std::string words(const Difference &difference);

} // namespace pgmigrate::core::schema
