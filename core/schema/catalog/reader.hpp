// What the catalog queries share: pieces of SQL, the way from a row to a value, and who is who by oid.
#pragma once
#include <charconv>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>

#include "core/schema/catalog/rows.hpp"
#include "core/schema/default_reference.hpp"
#include "core/schema/quote.hpp"
#include "core/schema/read_snapshot.hpp"

namespace pgmigrate::core::schema::catalog {

using Oid = std::uint32_t;

// An object as the catalogs name it: of which catalog, and its oid there.
struct Address {
	Oid catalog = 0, oid = 0;
	bool operator==(const Address &) const = default;
};
struct AddressHash {
	std::size_t operator()(const Address &a) const {
		return std::hash<std::uint64_t>()(static_cast<std::uint64_t>(a.catalog) << 32 | a.oid);
	}
};

// The catalogs' own oids, the same on every server.
inline constexpr Oid kPgType = 1247, kPgAttribute = 1249, kPgProc = 1255, kPgClass = 1259, kPgAttrdef = 2604,
					 kPgAmop = 2602, kPgAmproc = 2603, kPgConstraint = 2606, kPgLanguage = 2612,
					 kPgNamespace = 2615, kPgRewrite = 2618, kPgTrigger = 2620, kPgTransform = 3576;

// Below it are the objects that every database is born with.
inline constexpr Oid kFirstUserOid = 16384;

Oid oid_of(const char *cell);

// An object that was read: what it is called elsewhere, and where its comment and rights go.
struct Known {
	Reference reference;
	Object *object = nullptr;
	std::vector<Column> *columns = nullptr; // of what has columns, in their order
};

// The reading of one database.
class Reader {
public:
	Reader(int server_version, const SnapshotOptions &options_, const RunQuery &run)
		: version(server_version), options(options_), run_(run) {}

	const int version; // of the server, major
	const SnapshotOptions &options;

	// The condition that a namespace's name is one of those to look at.
	std::string in_schemas(std::string_view name = "n.nspname") const;
	// The condition that holds when the whole database is looked at: for what stands in no schema.
	const char *everywhere() const { return options.schemas.empty() ? "true" : "false"; }
	// The condition that an object belongs to no extension.
	static std::string not_of_extension(std::string_view catalog, std::string_view oid);
	// "name=value" elements as JSON of settings; null for none.
	static std::string settings(std::string_view array);
	// The storage parameters of a relation c, and of its TOAST table o.
	static std::string storage_settings();
	// When a trigger or rule fires, where that is not as usual, of the catalogs' letter for it.
	static std::string enabled(std::string_view column);
	// The owner's name, where owners are wanted.
	std::string owner(std::string_view oid) const;

	void run(const std::string &sql, const TakeRow &take) const { run_(sql, take); }

	// Calls take(value, oid) for each row; the oid is that of the column "@oid".
	template <class T, class Take>
	void each(const std::string &sql, Take &&take) const {
		std::optional<RowReader> rows;
		std::size_t oid = 0;
		run_(sql, [&](std::span<const std::string> columns, Cells cells) {
			if (!rows) {
				rows.emplace(Described<T>::type.fields(), columns);
				while (columns[oid] != "@oid")
					oid++;
			}
			T value;
			rows->read(cells, value);
			take(value, oid_of(cells[oid]));
		});
	}

	// Reads all objects of a kind and makes them known.
	template <class T>
	void objects(Objects<T> &objects, const std::string &sql) {
		each<T>(sql, [&](T &value, Oid oid) { add(objects, std::move(value), oid); });
	}
	template <class T>
	T &add(Objects<T> &objects, T &&value, Oid oid) {
		Identity name = identity(value);
		T &object = objects[name] = std::move(value);
		Known known{reference(T::kKind, name), &object, nullptr};
		if constexpr (requires { object.columns.front().statistics; })
			known.columns = &object.columns;
		known_[{T::kCatalog, oid}] = std::move(known);
		return object;
	}

	// Who that is, or belongs to; nullptr for what is not in the snapshot.
	Known *find(Address address);
	// Who that is, and no other.
	Known *find_itself(Address address);
	void make_known(Address address, Known known) { known_[address] = std::move(known); }
	// Another name for an object: its row type, the rule of a view, the index of a constraint.
	void add_alias(Address alias, Address object) { aliases_[alias] = object; }
	// Where the comment and the rights of something go that is part of an object.
	void add_part(Address address, std::string *comment, Grants *grants) {
		parts_[address] = {comment, grants};
	}
	std::string *comment_of(Address address);
	Grants *grants_of(Address address);

private:
	const RunQuery &run_;
	std::unordered_map<Address, Known, AddressHash> known_;
	std::unordered_map<Address, Address, AddressHash> aliases_;
	std::unordered_map<Address, std::pair<std::string *, Grants *>, AddressHash> parts_;
};

// The kinds, in an order in which each finds what it refers to.
void read_schemas(Reader &reader, Snapshot &snapshot);
void read_languages(Reader &reader, Snapshot &snapshot); // and access methods and event triggers
void read_casts(Reader &reader, Snapshot &snapshot);     // and transforms, collations and conversions
void read_operators(Reader &reader, Snapshot &snapshot); // and their classes and families
void read_types(Reader &reader, Snapshot &snapshot);
void read_functions(Reader &reader, Snapshot &snapshot); // and aggregates
void read_sequences(Reader &reader, Snapshot &snapshot);
void read_tables(Reader &reader, Snapshot &snapshot);
void read_views(Reader &reader, Snapshot &snapshot);
void read_columns(Reader &reader, Snapshot &snapshot); // of tables, views and composite types
void read_constraints(Reader &reader, Snapshot &snapshot);
void read_indexes(Reader &reader, Snapshot &snapshot);
void read_triggers(Reader &reader, Snapshot &snapshot); // and rules and policies
void read_statistics(Reader &reader, Snapshot &snapshot);
void read_text_search(Reader &reader, Snapshot &snapshot);
void read_foreign_data(Reader &reader, Snapshot &snapshot);
void read_publications(Reader &reader, Snapshot &snapshot);
void read_default_privileges(Reader &reader, Snapshot &snapshot);
// What concerns all of them.
void read_comments(Reader &reader, Snapshot &snapshot);
void read_grants(Reader &reader, Snapshot &snapshot);
void read_dependencies(Reader &reader, Snapshot &snapshot);
void read_not_modelled(Reader &reader, Snapshot &snapshot);
// The functions that a type is made of need no more of it than its shell.
void separate_shells(Snapshot &snapshot);

} // namespace pgmigrate::core::schema::catalog
