// Reads and writes the pgmigrate tables. Every function runs inside pg::own_statements.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/revision_graph.hpp"
#include "extension/pg/spi.hpp"
#include "extension/settings.hpp"
#include "extension/statements.hpp"
#include "extension/trust.hpp"

namespace pgmigrate::store {

using pg::SnapshotKind;

// A project at a glance.
struct ProjectState {
	std::string graph_stamp; // changes with every upload; empty if nothing was ever uploaded
	std::vector<std::string> heads;
};
ProjectState project_state(const std::string &project, SnapshotKind snapshot = SnapshotKind::fresh);
void write_project_state(const std::string &project, const std::vector<std::string> &heads);

// Every revision of a project, in the order of upload.
std::vector<core::Revision> revisions(
	const std::string &project, SnapshotKind snapshot = SnapshotKind::fresh);

std::vector<std::string> version_rows(const Scope &scope, SnapshotKind snapshot = SnapshotKind::fresh);
void write_version_rows(const Scope &scope, const std::vector<std::string> &rows);

// The version rows of every target schema of a project.
struct SchemaVersion {
	std::string target_schema;
	std::vector<std::string> rows;
	bool operator==(const SchemaVersion &) const = default;
};
std::vector<SchemaVersion> all_version_rows(
	const std::string &project, SnapshotKind snapshot = SnapshotKind::fresh);

// Every project and target schema that revisions are applied to.
std::vector<Scope> applied_scopes(SnapshotKind snapshot = SnapshotKind::fresh);

// A stored script with what goes with it.
struct StoredScript {
	std::string id;
	std::string script;
	std::string name; // or empty
	std::string checksum, upgrade_checksum;
	std::optional<std::string> downgrade_checksum;
	std::vector<std::string> revises, depends_on;
	bool reversible = true;
	SectionFacts upgrade, downgrade;
	int server_major = 0;
	std::string uploaded_by;
	std::vector<std::string> upgrade_accepted_by, downgrade_accepted_by;

	const SectionFacts &facts(core::Direction direction) const {
		return direction == core::Direction::upgrade ? upgrade : downgrade;
	}
	// All who vouch for the script in that direction.
	std::vector<std::string> vouching(core::Direction direction) const;
};
// Those of `ids` that are stored, in no order.
std::vector<StoredScript> scripts(const std::string &project, const std::vector<std::string> &ids,
	SnapshotKind snapshot = SnapshotKind::fresh);

// What a plan has to know of a stored script in one direction, its text left where it is.
struct StoredFacts {
	std::string id;
	std::string text_checksum; // SHA-256 of its every byte
	SectionFacts facts;
	int server_major = 0;
	std::string uploaded_by;
	std::vector<std::string> accepted_by;
	bool reversible = false;
};
// Those of `ids` that are stored, in no order; or all of the project's, which is faster where nearly all are wanted.
std::vector<StoredFacts> script_facts(const std::string &project, const std::vector<std::string> *ids,
	core::Direction direction, SnapshotKind snapshot = SnapshotKind::fresh);

// A script on its way in.
struct NewScript {
	const core::Script *script;
	SectionFacts upgrade, downgrade;
};
void insert_scripts(
	const std::string &project, const std::vector<NewScript> &scripts, const std::string &uploaded_by);
void replace_script(const std::string &project, const NewScript &script, const std::string &uploaded_by);
void remove_script(const std::string &project, const std::string &id);
// What this server's parser says of a script that another major version parsed.
void update_facts(const std::string &project, const std::string &id, const SectionFacts &upgrade,
	const SectionFacts &downgrade);
void accept(
	const std::string &project, const std::string &id, core::Direction direction, const std::string &role);

// One line of the log; the store adds from where.
struct LogEntry {
	std::string direction;
	std::string revision;
	std::string checksum;
	std::int64_t started_at = 0; // as the server counts
	std::int64_t duration = 0;   // microseconds
	int statements = 0;
	std::string sqlstate; // empty: succeeded
	std::string note;
};
void write_log(const Scope &scope, const Caller &caller, const std::vector<LogEntry> &entries);

} // namespace pgmigrate::store
