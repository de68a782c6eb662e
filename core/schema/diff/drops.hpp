// What is taken away, as pieces.
#pragma once
#include <map>
#include <set>
#include <vector>

#include "core/schema/ddl/items.hpp"
#include "core/schema/ddl/order.hpp"
#include "core/schema/diff/changes.hpp"

namespace pgmigrate::core::schema::diff_parts {

// That an object is dropped; that a table has lost columns.
Reference drop_reference(std::string_view reference);
Reference less_reference(std::string_view reference);

class Drops {
public:
	explicit Drops(const Changes &changes);

	// A piece for each that has to be dropped by a statement of its own.
	std::vector<ddl::Item> items() const;

	// What there is once `dropped` is gone: of what goes with something else, of that.
	Reference gone(std::string_view dropped) const;

	// Who needed what goes along with that.
	std::vector<Reference> before_parts(std::string_view gone_with) const;

	// Pieces that detach partitions which go elsewhere, and what there is of one then.
	std::vector<ddl::Item> detachments() const;
	static Reference detached(std::string_view partition);
	// What has to be before a partition takes a place in a table.
	std::vector<Reference> places_free(const Identity &partitioned) const;

	// Who needed it, of those that are dropped or altered: what has to be before it changes.
	std::vector<Reference> before(std::string_view reference, bool altered_too) const;

private:
	std::vector<ddl::Item> write() const;
	std::optional<Reference> goes_with(const Reference &dropped) const;
	std::optional<Reference> default_goes_with(const Reference &dropped) const;
	bool is_referenced_through_parent(const Identity &table) const;
	ddl::Item item(const Reference &dropped) const;
	std::string sql_of(const Reference &dropped) const;
	void keep_former_type(const Reference &type, std::vector<ddl::Item> &items) const;

	const Changes &changes_;
	std::map<Reference, ColumnName, std::less<>> defaults_; // those dropped
	std::map<Reference, std::vector<Reference>, std::less<>> dependents_;
	std::set<Identity, std::less<>> referenced_;                     // by foreign keys
	std::map<Reference, std::vector<Reference>, std::less<>> parts_; // what goes along, by what there is then
	std::map<Identity, std::vector<Identity>, std::less<>> children_; // partitions
	bool apart_ = false; // tables need each other: their foreign keys and defaults go first
};

} // namespace pgmigrate::core::schema::diff_parts
