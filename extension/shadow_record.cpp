#include "extension/shadow_record.hpp"

#include <fmt/format.h>

#include "core/checksum.hpp"
#include "extension/migration_lock.hpp"

#include "extension/pg/guard.hpp"

namespace pgmigrate {

namespace {

using pg::pg_call;

LOCKTAG tag_of(unsigned live, const std::string &name) {
	const std::string digest = core::sha256("shadow\n" + name);
	auto key = [&](int from) { return static_cast<uint32>(std::stoul(digest.substr(from, 8), nullptr, 16)); };
	LOCKTAG tag;
	SET_LOCKTAG_ADVISORY(tag, live, key(0), key(8), kLockClass);
	return tag;
}

LOCKMODE mode_of(ShadowLock lock) {
	switch (lock) {
	case ShadowLock::keeper:
		return ShareUpdateExclusiveLock;
	case ShadowLock::runner:
		return AccessShareLock;
	case ShadowLock::sole:
		break;
	}
	return AccessExclusiveLock;
}

} // namespace

std::vector<ShadowRecord> shadow_records() {
	std::vector<ShadowRecord> records;
	pg::query("SELECT s.name, s.database::bigint, s.standing, s.transaction::text,"
			  " coalesce(s.server_rows, '') FROM pgmigrate.shadow s"
			  " WHERE s.recorded_in = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())"
			  " ORDER BY s.made_at, s.name",
		{}, [&](const pg::Row &row) {
			records.push_back({row.string(0), static_cast<Oid>(row.number(1)), row.truth(2),
				std::stoull(row.string(3)), row.string(4)});
		});
	return records;
}

std::optional<ShadowRecord> standing_shadow(const std::string &name) {
	for (ShadowRecord &record : shadow_records())
		if (record.standing && record.name == name)
			return std::move(record);
	return std::nullopt;
}

void write_shadow_record(const ShadowRecord &record, const std::string &made_by) {
	pg::execute("INSERT INTO pgmigrate.shadow (name, database, recorded_in, made_by, standing)"
				" SELECT $1, $2::oid, d.oid, $3, $4 FROM pg_database d WHERE d.datname = current_database()",
		{record.name, pg::Value::bigint(record.database), made_by, record.standing});
}

void note_server_rows(const ShadowRecord &record) {
	pg::execute("UPDATE pgmigrate.shadow SET server_rows = $3 WHERE name = $1 AND database::bigint = $2",
		{record.name, pg::Value::bigint(record.database), record.server_rows});
}

void forget_shadow_record(const ShadowRecord &record) {
	pg::execute("DELETE FROM pgmigrate.shadow WHERE name = $1 AND database::bigint = $2",
		{record.name, pg::Value::bigint(record.database)});
}

void forget_foreign_shadow_records() {
	pg::execute("DELETE FROM pgmigrate.shadow s WHERE s.recorded_in"
				" <> (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())",
		{});
}

bool shadow_exists(const ShadowRecord &record) {
	return pg_call([&] { return get_database_oid(record.name.c_str(), true); }) == record.database;
}

bool try_shadow_lock(unsigned live, const std::string &name, ShadowLock lock) {
	const LOCKTAG tag = tag_of(live, name);
	return pg_call([&] { return LockAcquire(&tag, mode_of(lock), true, true) != LOCKACQUIRE_NOT_AVAIL; });
}

void release_shadow_lock(unsigned live, const std::string &name, ShadowLock lock) {
	const LOCKTAG tag = tag_of(live, name);
	pg_call([&] { (void)LockRelease(&tag, mode_of(lock), true); });
}

std::string shadow_holder(const std::string &name) {
	const LOCKTAG tag = tag_of(MyDatabaseId, name);
	std::string holder;
	pg::own_statements([&] {
		pg::query(
			"SELECT format('Process %s of user \"%s\" (%s) uses it since %s.', l.pid, coalesce(a.usename, '?'),"
			" coalesce(a.application_name, ''), to_char(a.backend_start, 'YYYY-MM-DD HH24:MI:SS TZ'))"
			" FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid"
			" WHERE l.locktype = 'advisory' AND l.granted AND l.pid <> pg_backend_pid()"
			" AND l.database::bigint = $1 AND l.classid::bigint = $2 AND l.objid::bigint = $3 AND l.objsubid = $4"
			" ORDER BY l.mode = 'AccessShareLock', l.pid LIMIT 1",
			{pg::Value::bigint(tag.locktag_field1), pg::Value::bigint(tag.locktag_field2),
				pg::Value::bigint(tag.locktag_field3), static_cast<int>(tag.locktag_field4)},
			[&](const pg::Row &row) { holder = row.string(0); });
	});
	return holder;
}

} // namespace pgmigrate
