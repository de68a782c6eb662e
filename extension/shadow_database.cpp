#include <cstdint>

#include <fmt/format.h>

#include "core/text.hpp"
#include "extension/debug_point.hpp"
#include "extension/execution.hpp"
#include "extension/shadow_database.hpp"

#include "extension/pg/identifiers.hpp"
#include "extension/pg/pause.hpp"
#include "extension/pg/shared_catalogs.hpp"

namespace pgmigrate {

namespace {

using core::text::sql_literal;
using pg::pg_call;

constexpr long kPause = 20; // ms, between tries for a lock

// An oid that no database has. It is chosen, and not the server's choice, so that it can be written down before.
Oid free_database_oid() {
	for (;;) {
		Oid found = pg_call([] {
			Oid next = GetNewObjectId();
			return SearchSysCacheExists1(DATABASEOID, ObjectIdGetDatum(next)) ? InvalidOid : next;
		});
		if (OidIsValid(found))
			return found;
	}
}

// Encoding and locale as those of the database that the process is connected to.
std::string locale_options() {
	std::string options;
	pg::own_statements([&] {
		pg::query(
			// the columns have other names, or are missing, in other versions
			"SELECT pg_encoding_to_char(d.encoding)::text, d.datcollate::text, d.datctype::text, d.datlocprovider::text,"
			" coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale'), to_jsonb(d) ->> 'daticurules'"
			" FROM pg_database d WHERE d.datname = current_database()",
			{}, [&](const pg::Row &row) {
				const std::string provider = row.string(3);
				options = fmt::format(" ENCODING {} LC_COLLATE {} LC_CTYPE {} LOCALE_PROVIDER {}",
					sql_literal(row.text(0)), sql_literal(row.text(1)), sql_literal(row.text(2)),
					provider == "i"   ? "icu"
					: provider == "b" ? "builtin"
									  : "libc");
				if (!row.is_null(4))
					options += fmt::format(" {} {}", provider == "b" ? "BUILTIN_LOCALE" : "ICU_LOCALE",
						sql_literal(row.text(4)));
				if (!row.is_null(5))
					options += fmt::format(" ICU_RULES {}", sql_literal(row.text(5)));
			});
	});
	return options;
}

Oid database_owner(Oid database) {
	return pg_call([&] {
		HeapTuple tuple = SearchSysCache1(DATABASEOID, ObjectIdGetDatum(database));
		if (!HeapTupleIsValid(tuple))
			return InvalidOid;
		Oid owner = reinterpret_cast<Form_pg_database>(GETSTRUCT(tuple))->datdba;
		ReleaseSysCache(tuple);
		return owner;
	});
}

// Waits for the lock that excludes everybody.
void wait_for_sole_lock(const std::string &name, int lock_wait, const std::function<bool()> &given_up) {
	ExecutionPlace place;
	const TimestampTz began = GetCurrentTimestamp();
	for (;;) {
		bool got = false;
		in_transaction(place, [&] { got = try_shadow_lock(MyDatabaseId, name, ShadowLock::sole); });
		if (got)
			return;
		if (TimestampDifferenceMilliseconds(began, GetCurrentTimestamp()) >= lock_wait || given_up()) {
			std::string holder;
			in_transaction(place, [&] { holder = shadow_holder(name); });
			throw core::Error("55P03", fmt::format("shadow database \"{}\" is in use", name), holder,
				"Call again when the other call has ended; pgmigrate.lock_wait says how long a call tries.");
		}
		pg::pause(kPause);
	}
}

// The record of a standing shadow that is really there.
ShadowRecord require_standing(const std::string &name) {
	ExecutionPlace place;
	std::optional<ShadowRecord> record;
	bool any = false, there = false;
	in_transaction(place, [&] {
		record = pg::own_statements([&] { return standing_shadow(name); });
		any = OidIsValid(pg_call([&] { return get_database_oid(name.c_str(), true); }));
		there = record && shadow_exists(*record);
	});
	if (there && !record->server_rows.empty())
		return *record;
	const std::string literal = sql_literal(name);
	if (there)
		throw core::Error(core::sqlstate::object_not_in_prerequisite_state,
			fmt::format("shadow database \"{}\" was not made to the end", name),
			"The server stopped while it was made.",
			fmt::format("SELECT pgmigrate.drop_shadow_database({}); and make it again.", literal));
	if (record)
		throw core::Error(core::sqlstate::object_not_in_prerequisite_state,
			fmt::format("shadow database \"{}\" is not there any more", name),
			any ? "There is a database of that name, but it is another one; it stays as it is."
				: "It was dropped, or given another name.",
			fmt::format("SELECT pgmigrate.drop_shadow_database({}); forgets it.", literal));
	throw core::Error(core::sqlstate::object_not_in_prerequisite_state,
		any ? fmt::format("database \"{}\" is no shadow of this one", name)
			: fmt::format("there is no shadow database \"{}\"", name),
		"What a shadow holds is dropped before and after each use, so only a database that "
		"pgmigrate.create_shadow_database() made here is ever used as one.",
		any ? "SET pgmigrate.shadow_database to one that it made, or to '' for one that comes and goes."
			: fmt::format(
				  "SELECT pgmigrate.create_shadow_database({}); or SET pgmigrate.shadow_database to ''.",
				  literal));
}

// The record of a standing shadow, whether it is there or not.
ShadowRecord require_record(const std::string &name) {
	ExecutionPlace place;
	std::vector<ShadowRecord> records;
	in_transaction(place, [&] { records = pg::own_statements(shadow_records); });
	std::vector<std::string> others;
	for (const ShadowRecord &record : records) {
		if (record.standing && record.name == name)
			return record;
		if (record.standing)
			others.push_back(record.name);
	}
	throw core::Error(core::sqlstate::object_not_in_prerequisite_state,
		fmt::format("database \"{}\" is no shadow of this one", name),
		"Only what pgmigrate.create_shadow_database() made here is dropped.",
		(others.empty() ? "This database has no standing shadow."
						: fmt::format("The standing shadows of this database: {}.",
							  core::text::quoted_list(others))) +
			" DROP DATABASE drops any other.");
}

} // namespace

std::string random_shadow_name() {
	unsigned char bytes[16];
	if (!pg_strong_random(bytes, sizeof bytes))
		throw core::Error("XX000", "could not generate random values");
	std::string name(kShadowPrefix);
	for (unsigned char byte : bytes)
		name += fmt::format("{:02x}", byte);
	return name;
}

void require_keeper_lock(const std::string &name) {
	if (!try_shadow_lock(MyDatabaseId, name, ShadowLock::keeper))
		throw core::Error("55P03", fmt::format("shadow database \"{}\" is in use", name), shadow_holder(name),
			"Call again when the other call has ended.");
}

void make_shadow(
	const std::string &name, bool standing, const std::function<void(const ShadowRecord &)> &recorded) {
	ExecutionPlace place;
	ShadowRecord record{name, InvalidOid, standing};
	std::string options, maker;
	in_transaction(place, [&] {
		maker = pg_call([] { return GetUserNameFromId(GetUserId(), false); });
		options = locale_options();
		record.database = free_database_oid();
		require_keeper_lock(name);
		pg::own_statements([&] { write_shadow_record(record, maker); });
	});
	recorded(record);
	debug_point("shadow_recorded");
	execute_alone(fmt::format("CREATE DATABASE {} OID {} TEMPLATE template0{} ALLOW_CONNECTIONS false",
		pg::quoted_identifier(name), record.database, options));
	debug_point("shadow_created");
}

void drop_shadow(const ShadowRecord &record, bool as_owner) {
	ExecutionPlace place;
	bool there = false;
	Oid owner = InvalidOid;
	in_transaction(place, [&] {
		there = shadow_exists(record);
		owner = database_owner(record.database);
	});
	if (there) {
		debug_point("shadow_dropping");
		execute_alone(fmt::format("DROP DATABASE {} WITH (FORCE)", pg::quoted_identifier(record.name)),
			as_owner ? owner : InvalidOid);
		debug_point("shadow_dropped");
	}
	in_transaction(place, [&] { pg::own_statements([&] { forget_shadow_record(record); }); });
}

std::vector<std::string> drop_abandoned_shadows() {
	ExecutionPlace place;
	std::vector<ShadowRecord> records;
	in_transaction(place, [&] {
		pg::own_statements([&] {
			forget_foreign_shadow_records();
			records = shadow_records();
		});
	});
	std::vector<std::string> dropped;
	for (const ShadowRecord &record : records) {
		if (record.standing || !record.name.starts_with(kShadowPrefix))
			continue;
		bool free = false, there = false;
		in_transaction(place, [&] {
			free = try_shadow_lock(MyDatabaseId, record.name, ShadowLock::sole);
			there = shadow_exists(record);
		});
		if (!free)
			continue;
		try {
			drop_shadow(record, true);
			if (there)
				dropped.push_back(record.name);
		} catch (const pg::PgError &error) { // it is tried again by whoever comes next
			abort_transaction();
			pg_call([&] {
				ereport(WARNING, (errmsg("could not drop the abandoned shadow database \"%s\": %s",
									 record.name.c_str(), error.what())));
			});
		}
		in_transaction(place, [&] { release_shadow_lock(MyDatabaseId, record.name, ShadowLock::sole); });
	}
	return dropped;
}

ShadowRecord take_standing_shadow(
	const std::string &name, int lock_wait, const std::function<bool()> &given_up) {
	(void)require_standing(name);
	wait_for_sole_lock(name, lock_wait, given_up);
	ShadowRecord record = require_standing(name); // as it is now
	ExecutionPlace place;
	in_transaction(place, [&] {
		const Oid owner = database_owner(record.database);
		if (!pg_call([&] { return has_privs_of_role(GetUserId(), owner); })) {
			const std::string names[] = {pg_call([&] { return GetUserNameFromId(owner, false); }),
				pg_call([] { return GetUserNameFromId(GetUserId(), false); })};
			throw core::Error("42501", fmt::format("permission denied for shadow database \"{}\"", name),
				fmt::format("It belongs to role \"{}\".", names[0]),
				fmt::format("GRANT {} TO {}; or SET pgmigrate.shadow_database to one of your own.",
					pg::quoted_identifier(names[0]), pg::quoted_identifier(names[1])));
		}
		(void)try_shadow_lock(MyDatabaseId, name, ShadowLock::keeper);
		release_shadow_lock(MyDatabaseId, name, ShadowLock::sole);
	});
	return record;
}

void drop_standing_shadow(const std::string &name, int lock_wait) {
	(void)require_record(name);
	debug_point("shadow_to_drop");
	wait_for_sole_lock(name, lock_wait, [] { return false; });
	drop_shadow(require_record(name), false); // as it is now
}

} // namespace pgmigrate
