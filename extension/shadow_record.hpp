// What is written down of shadow databases, and the lock by which one sees that a shadow is in use.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "extension/pg/spi.hpp"

namespace pgmigrate {

inline constexpr std::string_view kShadowPrefix = "pgmigrate_shadow_";

// A row of pgmigrate.shadow, written before the database is made: it is ours if it has this name and this oid. Rows that
// came along with a copy of the database say another one in recorded_in, and are nobody's.
struct ShadowRecord {
	std::string name;
	Oid database = InvalidOid;
	bool standing = false;
	std::uint64_t transaction = 0; // that wrote the row: what is newer in the database was done there
	std::string server_rows;       // of a standing one that was made to the end: see ShadowContents
};

// All of these run inside own_statements, in the live database.
std::vector<ShadowRecord> shadow_records();
std::optional<ShadowRecord> standing_shadow(const std::string &name);
void write_shadow_record(const ShadowRecord &record, const std::string &made_by);
void note_server_rows(const ShadowRecord &record);
void forget_shadow_record(const ShadowRecord &record);
// Rows of another database, of which this one is a copy.
void forget_foreign_shadow_records();

// Whether there is a database that is the record's: by name and by oid.
bool shadow_exists(const ShadowRecord &record);

// The locks on a shadow belong to the live database. The keeper's excludes other keepers, the runner's is beside it; who
// would drop or take a shadow excludes both. They last as long as the process.
enum class ShadowLock { keeper, runner, sole };
// Without waiting. `live` is the database whose shadow it is.
bool try_shadow_lock(unsigned live, const std::string &name, ShadowLock lock);
void release_shadow_lock(unsigned live, const std::string &name, ShadowLock lock);
// Who uses it, for a DETAIL; empty where nobody does any more.
std::string shadow_holder(const std::string &name);

} // namespace pgmigrate
