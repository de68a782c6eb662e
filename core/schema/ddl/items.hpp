// The pieces of a schema as SQL: what each makes, what it needs, and where it would like to stand.
#pragma once
#include <compare>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/schema/snapshot.hpp"

namespace pgmigrate::core::schema::ddl {

// The order in which things stand that do not need each other.
enum class Section {
	drops, // of what is taken away first
	schemas,
	extensions,
	languages, // and what else functions and types are made of
	types,
	casts, // and transforms: used without being named
	functions,
	operators,
	foreign_data,
	sequences,
	tables, // each with its constraints, indexes, triggers, rules and policies
	partitioned_indexes,
	views,
	foreign_keys,
	text_search,
	publications,
	event_triggers,
	privileges,
	last_drops, // of what others stood on
};

// What follows a table, in this order.
inline constexpr int kAfterTable = 1, kDefaultOfTable = 2, kConstraintOfTable = 3, kIndexOfTable = 4,
					 kRuleOfTable = 5, kTriggerOfTable = 6, kPolicyOfTable = 7, kStatisticsOfTable = 8;

// Where a piece stands: what belongs to a table follows it.
struct Place {
	Section section;
	Identity object;       // the table, for what belongs to one
	int part = 0;          // after the object itself
	std::string name = {}; // among the parts
	auto operator<=>(const Place &) const = default;
};

// Statements that stand together, each ended by a semicolon and a newline.
struct Item {
	Place place;
	std::vector<Reference> makes;
	std::vector<Reference> needs;     // beside what the snapshot says of what it makes
	std::vector<Reference> separable; // of what it makes, what could be made separately
	std::string sql;
	// Of a change: what the reader ought to know, and whether it has to be committed before what follows.
	std::vector<std::string> notes = {};
	bool destroys_data = false, commits = false;
};

// That a partition is attached to its table.
Reference attachment(std::string_view partition);

// What a trigger or rule stands on, by its name: the section it is in, and the reference to it.
std::pair<Section, Reference> relation(const Snapshot &snapshot, const Identity &name);

// What is being written.
class Items {
public:
	Items(const Snapshot &snapshot_, const std::set<Reference, std::less<>> &separate)
		: snapshot(snapshot_), separate_(separate) {}

	const Snapshot &snapshot;
	std::vector<Item> items;
	std::map<Identity, std::vector<Reference>, std::less<>>
		attachments;                            // of each partitioned table, once tables are written
	std::set<Reference, std::less<>> in_tables; // constraints that stand in CREATE TABLE, likewise

	void add(Item item) { items.push_back(std::move(item)); }
	// Whether a part of something has to be made by itself, because both would otherwise need each other: a default, a
	// constraint, a view's query.
	bool is_separate(std::string_view reference) const {
		return separate_.find(reference) != separate_.end();
	}

private:
	const std::set<Reference, std::less<>> &separate_;
};

// ALTER ... OWNER TO, COMMENT ON and GRANT for an object; `object` as those statements name it: "TABLE shop.orders".
std::string owner_sql(const Object &object, std::string_view name);
std::string comment_sql(std::string_view comment, std::string_view name);
// `kind` is that of GRANT: "TABLE", "FUNCTION", "SEQUENCE", ...; `columns` for those of columns, or empty.
std::string grants_sql(const Grants &grants, std::string_view kind, std::string_view name,
	const std::string &owner, std::string_view column = {});
// The statements that lead from a new object's rights to these, `on` what GRANT names; PUBLIC's are taken first where
// `born_public`.
std::string grant_statements(const std::vector<Grant> &grants, std::string_view on, const std::string &owner,
	bool born_public, std::string_view column = {});
// The kind's word in GRANT: TABLE for a view.
std::string_view grant_kind(std::string_view kind);
// Whether PUBLIC has rights on a new object of the kind, in the words of GRANT.
bool is_born_public(std::string_view kind, std::string_view name);
// All three.
std::string attributes_sql(const Object &object, std::string_view kind, std::string_view name);
// name = 'value', name = 'value'
std::string settings_list(const Settings &settings);
// name 'value', as OPTIONS (...) of foreign objects has it
std::string options_list(const Settings &settings);

// A file a kind.
void write_schemas(Items &items);
void write_extensions(Items &items);
void write_languages(Items &items); // and access methods and event triggers
void write_casts(Items &items);     // and transforms, collations and conversions
void write_operators(Items &items); // and their classes and families
void write_types(Items &items);
void write_functions(Items &items);
void write_aggregates(Items &items);
void write_sequences(Items &items);
void write_tables(Items &items); // with the constraints that stand in them
void write_constraints(Items &items);
void write_indexes(Items &items);
void write_views(Items &items);
void write_triggers(Items &items); // and rules and policies
void write_statistics(Items &items);
void write_text_search(Items &items);
void write_foreign_data(Items &items);
void write_publications(Items &items);
void write_default_privileges(Items &items);

// All of them.
std::vector<Item> write_all(const Snapshot &snapshot, const std::set<Reference, std::less<>> &separate);

} // namespace pgmigrate::core::schema::ddl
