// What the catalog queries share: pieces of SQL, the way from a row to a value, and who is who by oid.
#pragma once
#include <charconv>
#include <cstring>
#include <functional>
#include <stdexcept>
#include <string>
#include <unordered_map>

#include "core/schema/default_reference.hpp"
#include "core/schema/json.hpp"
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

template <class T>
void take_cell(const char *cell, T &value) {
	if constexpr (is_optional<T>::value) {
		take_cell(cell, value.emplace());
	} else if constexpr (std::is_same_v<T, std::string>) {
		value = cell;
	} else if constexpr (std::is_same_v<T, bool>) {
		value = *cell == 't';
	} else if constexpr (std::is_integral_v<T>) {
		std::from_chars(cell, cell + std::strlen(cell), value);
	} else {
		from_json_value(Json::parse(cell), value, "catalogs");
	}
}

// Fills values from rows. A column has the name of a field: text as it is, everything made of parts as JSON. A text that
// names another object may come in two columns, "table.schema" and "table.name"; a list of such texts in one,
// "inherits.names", as JSON of pairs. Columns whose names begin with "@" are for whoever asks.
template <class T>
class RowReader {
public:
	explicit RowReader(std::span<const std::string> columns) {
		for (std::size_t i = 0; i < columns.size(); i++)
			if (columns[i][0] != '@')
				steps_.push_back(step_for(columns, i));
	}
	void read(Cells cells, T &value) const {
		for (const Step &step : steps_)
			if (step.set != nullptr && cells[step.cell] != nullptr)
				step.set(value, &cells[step.cell]);
	}

private:
	struct Step {
		void (*set)(T &, const char *const *);
		std::size_t cell;
	};
	static Step step_for(std::span<const std::string> columns, std::size_t i) {
		Step step{nullptr, i};
		bool known = false;
		each_field([&]<std::size_t N>() {
			constexpr auto f = std::get<N>(T::fields());
			using Value = std::remove_reference_t<decltype(std::declval<T &>().*f.member)>;
			std::string name(f.name);
			if (columns[i] == name) {
				step.set = [](T &value, const char *const *cell) {
					take_cell(*cell, value.*std::get<N>(T::fields()).member);
				};
				known = true;
			}
			if constexpr (std::is_same_v<Value, std::string>) {
				if (columns[i] == name + ".schema" && i + 1 < columns.size() &&
					columns[i + 1] == name + ".name") {
					step.set = [](T &value, const char *const *cell) {
						value.*std::get<N>(T::fields()).member = qualified(cell[0], cell[1]);
					};
					known = true;
				}
				known = known || columns[i] == name + ".name"; // taken with the schema
			}
			if constexpr (std::is_same_v<Value, std::vector<std::string>>) {
				if (columns[i] == name + ".names") {
					step.set = [](T &value, const char *const *cell) {
						for (const Json &pair : Json::parse(*cell))
							(value.*std::get<N>(T::fields()).member)
								.push_back(qualified(pair[0].get<std::string>(), pair[1].get<std::string>()));
					};
					known = true;
				}
			}
		});
		if (!known)
			throw std::logic_error("the column \"" + columns[i] + "\" of a catalog query fits no field");
		return step;
	}
	template <class Visit>
	static void each_field(Visit &&visit) {
		constexpr std::size_t count = std::tuple_size_v<decltype(T::fields())>;
		[&]<std::size_t... N>(std::index_sequence<N...>) {
			(visit.template operator()<N>(), ...);
		}
		(std::make_index_sequence<count>());
	}

	std::vector<Step> steps_;
};

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
	// The owner's name, where owners are wanted.
	std::string owner(std::string_view oid) const;

	void run(const std::string &sql, const TakeRow &take) const { run_(sql, take); }

	// Calls take(value, oid) for each row; the oid is that of the column "@oid".
	template <class T, class Take>
	void each(const std::string &sql, Take &&take) const {
		std::optional<RowReader<T>> rows;
		std::size_t oid = 0;
		run_(sql, [&](std::span<const std::string> columns, Cells cells) {
			if (!rows) {
				rows.emplace(columns);
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
