#include "extension/shadow_clear.hpp"

#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "core/text.hpp"
#include "extension/execution.hpp"
#include "extension/settings_level.hpp"

#include "extension/pg/identifiers.hpp"
#include "extension/pg/session_contents.hpp"

namespace pgmigrate {

namespace {

using pg::pg_call;
using pg::PgError;

constexpr std::size_t kAtOnce = 200;             // roots in one transaction: each takes locks
constexpr std::uint64_t kOldest = 2'000'000'000; // transactions that can be told from the next one

// Catalogs of this database's objects, in an order in which little cascades; what hangs on others comes last, for then
// those that are left hang on what stays.
struct Catalog {
	const char *name;
	const char *condition = "true";
};
constexpr Catalog kCatalogs[] = {{"pg_event_trigger"}, {"pg_publication"}, {"pg_statistic_ext"},
	{"pg_class", "o.relkind IN ('v', 'm')"}, {"pg_class", "o.relkind IN ('r', 'p', 'f')"},
	{"pg_class", "o.relkind IN ('S', 'i', 'I')"}, {"pg_cast"}, {"pg_transform"}, {"pg_operator"},
	{"pg_opclass"}, {"pg_opfamily"}, {"pg_am"}, {"pg_proc"}, {"pg_type"}, {"pg_conversion"}, {"pg_collation"},
	{"pg_ts_config"}, {"pg_ts_dict"}, {"pg_ts_parser"}, {"pg_ts_template"}, {"pg_user_mapping"},
	{"pg_foreign_server"}, {"pg_foreign_data_wrapper"}, {"pg_language"}, {"pg_default_acl"},
	{"pg_largeobject_metadata"}, {"pg_extension"},
	{"pg_namespace", "o.nspname::text !~ '^pg_(toast_)?temp_'"}, {"pg_rewrite"}, {"pg_trigger"},
	{"pg_policy"}, {"pg_publication_rel"}, {"pg_attrdef"}, {"pg_constraint"}};

// Reads with SQL that is made here.
template <class F>
void read(const std::string &sql, const F &row) {
	pg_call([&] {
		if (SPI_execute(sql.c_str(), true, 0) != SPI_OK_SELECT)
			elog(ERROR, "could not read the catalogs of a shadow");
	});
	SPITupleTable *rows = SPI_tuptable;
	for (std::uint64_t i = 0, count = SPI_processed; i < count; i++)
		row([&](int column) {
			const char *value =
				pg_call([&] { return SPI_getvalue(rows->vals[i], rows->tupdesc, column + 1); });
			return value != nullptr ? std::string(value) : std::string();
		});
}

void execute(const std::string &sql) {
	pg_call([&] {
		if (SPI_execute(sql.c_str(), false, 0) < 0)
			elog(ERROR, "could not execute \"%s\"", sql.c_str());
	});
}

Oid catalog_of(const std::string &name) {
	// large objects are addressed by the catalog of their pages
	return pg_call([&] {
		return get_relname_relid(
			name == "pg_largeobject_metadata" ? "pg_largeobject" : name.c_str(), PG_CATALOG_NAMESPACE);
	});
}

// Without a look at rights, and without event triggers: what is here is nobody's but ours.
void drop(Oid catalog, std::span<const Oid> objects) {
	pg_call([&] {
		PushActiveSnapshot(GetTransactionSnapshot()); // catalogs have long values, which are read by one
		ObjectAddresses *addresses = new_object_addresses();
		for (Oid object : objects) {
			ObjectAddress address;
			ObjectAddressSet(address, catalog, object);
			add_exact_object_address(&address, addresses);
		}
		performMultipleDeletions(
			addresses, DROP_CASCADE, PERFORM_DELETION_INTERNAL | PERFORM_DELETION_QUIETLY);
		free_object_addresses(addresses);
		PopActiveSnapshot();
	});
}

// The schema public as template0 has it.
void make_public_as_new() {
	bool there = false, as_new = false;
	std::vector<std::string> grantees;
	pg::own_statements([&] {
		read("SELECT n.nspowner = 'pg_database_owner'::regrole AND n.nspacl::text ="
			 " '{pg_database_owner=UC/pg_database_owner,=U/pg_database_owner}'"
			 " AND obj_description(n.oid, 'pg_namespace') IS NOT DISTINCT FROM 'standard public schema'"
			 " FROM pg_namespace n WHERE n.nspname = 'public'",
			[&](const auto &column) {
				there = true;
				as_new = column(0) == "t";
			});
		if (as_new)
			return;
		if (!there)
			execute("CREATE SCHEMA public");
		execute("ALTER SCHEMA public OWNER TO pg_database_owner");
		read(
			"SELECT DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END"
			" FROM pg_namespace n, aclexplode(n.nspacl) a WHERE n.nspname = 'public'",
			[&](const auto &column) { grantees.push_back(column(0)); });
		for (const std::string &grantee : grantees)
			execute(fmt::format("REVOKE ALL ON SCHEMA public FROM {} CASCADE", grantee));
		execute("GRANT ALL ON SCHEMA public TO pg_database_owner");
		execute("GRANT USAGE ON SCHEMA public TO PUBLIC");
		execute("COMMENT ON SCHEMA public IS 'standard public schema'");
	});
}

// A catalog whose rows of the server are to stay as they are, but for the schema public, which is made again.
struct WatchedCatalog {
	std::string name;
	std::string key; // the column that says whose a row is
	const char *but;
};

std::vector<WatchedCatalog> watched_catalogs() {
	std::vector<WatchedCatalog> catalogs;
	read("SELECT c.relname, CASE c.relname WHEN 'pg_depend' THEN 'objid' ELSE a.attname END FROM pg_class c"
		 " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = 1"
		 " WHERE c.relnamespace = 'pg_catalog'::regnamespace AND c.relkind = 'r'"
		 " AND NOT c.relisshared AND c.relname NOT IN"
		 " ('pg_statistic', 'pg_statistic_ext_data', 'pg_largeobject') ORDER BY 1",
		[&](const auto &column) {
			const std::string name = column(0);
			const char *but =
				name == "pg_namespace"
					? " AND o.nspname <> 'public' AND o.nspname::text !~ '^pg_(toast_)?temp_'"
				: name == "pg_description" || name == "pg_init_privs"
					? " AND NOT (o.classoid = 'pg_namespace'::regclass AND o.objoid = 'public'::regnamespace)"
					: "";
			catalogs.push_back({name, column(1), but});
		});
	return catalogs;
}

// Catalogs with rows that are newer than that, of objects that are to stay: somebody changed what a shadow begins with, as
// a right on one of the server's own functions.
std::set<std::string> changed_since(const std::string &since) {
	std::set<std::string> changed;
	pg::own_statements([&] {
		for (const WatchedCatalog &catalog : watched_catalogs())
			read(fmt::format("SELECT 1 FROM pg_catalog.{} o WHERE age(o.xmin) <= age('{}'::xid){} LIMIT 1",
					 catalog.name, since, catalog.but),
				[&](const auto &) { changed.insert(catalog.name); });
	});
	return changed;
}

// What was dropped leaves no row that one could see: they are counted. As "pg_am 7,pg_cast 229".
std::string count_server_rows() {
	std::string rows;
	pg::own_statements([&] {
		for (const WatchedCatalog &catalog : watched_catalogs())
			read(fmt::format("SELECT count(*) FROM pg_catalog.{} o WHERE o.{}::oid < {}{}", catalog.name,
					 catalog.key, static_cast<unsigned>(FirstNormalObjectId), catalog.but),
				[&](const auto &column) {
					rows += fmt::format("{}{} {}", rows.empty() ? "" : ",", catalog.name, column(0));
				});
	});
	return rows;
}

// The catalogs whose rows are others by then.
std::set<std::string> counted_otherwise(const std::string &before, const std::string &now) {
	const auto counts = core::text::split(before, ',');
	std::set<std::string> catalogs;
	for (std::string_view count : core::text::split(now, ','))
		if (std::ranges::find(counts, count) == counts.end())
			catalogs.emplace(count.substr(0, count.find(' ')));
	return catalogs;
}

void reset_session() {
	pg_call([] {
		PortalHashTableDeleteAll();
		DropAllPreparedStatements();
		PushActiveSnapshot(GetTransactionSnapshot());
		ResetTempTableNamespace();
		PopActiveSnapshot();
		ResetSequenceCaches();
	});
}

std::string next_transaction() {
	return fmt::format("{}", pg_call([] { return XidFromFullTransactionId(ReadNextFullTransactionId()); }));
}

} // namespace

std::vector<Oid> ShadowContents::objects_of(const std::string &catalog, const char *condition) const {
	const Oid id = catalog_of(catalog);
	std::vector<Oid> found;
	pg::own_statements([&] {
		read(fmt::format(
				 "SELECT o.oid FROM pg_catalog.{} o WHERE o.oid >= {} AND {} AND NOT EXISTS"
				 " (SELECT FROM pg_depend d WHERE d.classid = {} AND d.objid = o.oid AND d.objsubid = 0"
				 " AND d.deptype IN ('i', 'e', 'P', 'S')) ORDER BY o.oid",
				 catalog, static_cast<unsigned>(FirstNormalObjectId), condition, id),
			[&](const auto &column) {
				const auto object = static_cast<Oid>(std::stoul(column(0)));
				if (!kept_.contains({id, object}))
					found.push_back(object);
			});
	});
	return found;
}

void ShadowContents::drop_objects() {
	ExecutionPlace place;
	for (const Catalog &catalog : kCatalogs) {
		std::size_t last = 0;
		for (;;) {
			std::vector<Oid> objects;
			in_transaction(place, [&] {
				objects = objects_of(catalog.name, catalog.condition);
				drop(catalog_of(catalog.name),
					std::span(objects).subspan(0, std::min(objects.size(), kAtOnce)));
			});
			if (objects.empty())
				break;
			if (objects.size() == last)
				throw core::Error(
					"XX000", fmt::format("could not clear a shadow: objects of {} come again", catalog.name));
			last = objects.size();
		}
	}
}

void ShadowContents::create_extensions() {
	ExecutionPlace place;
	skipped_.clear();
	std::set<std::string> there;
	in_transaction(place, [&] {
		pg::own_statements([&] {
			read("SELECT e.extname, e.extversion, n.nspname FROM pg_extension e"
				 " JOIN pg_namespace n ON n.oid = e.extnamespace",
				[&](const auto &column) { there.insert(column(0)); });
		});
	});
	for (const LiveExtension &extension : wanted_) {
		if (there.contains(extension.name))
			continue;
		try {
			const std::string schema = pg::quoted_identifier(extension.schema);
			bool missing = false;
			in_transaction(place, [&] {
				missing =
					!pg_call([&] { return OidIsValid(get_namespace_oid(extension.schema.c_str(), true)); });
			});
			if (missing && !extension.own_schema) {
				execute_alone("CREATE SCHEMA " + schema);
				schemas_.insert(extension.schema);
			}
			execute_alone(fmt::format("CREATE EXTENSION {}{} VERSION {}",
				pg::quoted_identifier(extension.name), extension.own_schema ? "" : " SCHEMA " + schema,
				pg::quoted_identifier(extension.version)));
		} catch (const PgError &error) {
			abort_transaction();
			skipped_.push_back({extension.name, error.what()});
		}
	}
}

std::vector<SkippedExtension> ShadowContents::prepare(std::vector<LiveExtension> extensions) {
	ExecutionPlace place;
	wanted_ = std::move(extensions);
	create_extensions();
	in_transaction(place, [&] {
		for (const Catalog &catalog : kCatalogs)
			for (Oid object : objects_of(catalog.name, catalog.condition))
				kept_.insert({catalog_of(catalog.name), object});
		server_rows_ = count_server_rows();
	});
	since_ = next_transaction();
	return skipped_;
}

std::string ShadowContents::clear() {
	ExecutionPlace place;
	in_transaction(place, [&] { reset_session(); });
	drop_objects();
	in_transaction(place, [&] { make_public_as_new(); });
	std::set<std::string> changed;
	in_transaction(place, [&] {
		changed = changed_since(since_);
		changed.merge(counted_otherwise(server_rows_, count_server_rows()));
	});
	if (changed.empty())
		(void)prepare(std::move(wanted_)); // what was dropped of it comes back
	std::string phrase;
	for (const std::string &catalog : changed)
		phrase += (phrase.empty() ? "" : ", ") + catalog;
	return phrase;
}

std::string ShadowContents::server_rows() {
	ExecutionPlace place;
	std::string rows;
	in_transaction(place, [&] { rows = count_server_rows(); });
	return rows;
}

std::string ShadowContents::clear_all(std::uint64_t since, const std::string &server_rows) {
	kept_.clear();
	wanted_.clear();
	schemas_.clear();
	// what is older than transactions can be told apart is as old as can be
	const std::uint64_t next = pg_call([] { return U64FromFullTransactionId(ReadNextFullTransactionId()); });
	since_ = fmt::format("{}", static_cast<TransactionId>(next - since > kOldest ? next - kOldest : since));
	server_rows_ = server_rows;
	return clear();
}

} // namespace pgmigrate
