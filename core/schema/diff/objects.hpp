// The objects of a snapshot by their references, whatever their kind.
#pragma once
#include <unordered_map>

#include "core/schema/snapshot.hpp"

namespace pgmigrate::core::schema::diff_parts {

struct AnyObject {
	std::string_view kind;
	const Identity *identity = nullptr;
	const ValueType *type = nullptr;
	const void *object = nullptr;
};

using ObjectsByReference = std::unordered_map<Reference, AnyObject>;

ObjectsByReference objects_by_reference(const Snapshot &snapshot);

// What a reference of a part is about: "body of function f()" is of "function f()". Others are their own.
std::string_view whole_of(std::string_view reference);

// The relation or type that an object belongs to and goes with, as a reference: the table of an index. Empty where there is
// none.
Reference owner_of(const Snapshot &snapshot, const AnyObject &object);

// Whether the text has the name, as a word of its own.
bool mentions(std::string_view text, std::string_view name);

// The same of all that an object is made of.
bool mentions(const AnyObject &object, std::string_view name);

} // namespace pgmigrate::core::schema::diff_parts
