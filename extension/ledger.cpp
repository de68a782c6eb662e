#include "extension/ledger.hpp"

#include "core/checksum.hpp"
#include "core/text.hpp"

namespace pgmigrate::ledger {

namespace {

State state_of(std::string_view name) {
	return name == "done"     ? State::done
		   : name == "partly" ? State::partly
		   : name == "again"  ? State::again
		   : name == "over"   ? State::over
							  : State::started;
}

Entry entry_of(const pg::Row &row) {
	return {row.string(0), row.text(1) == "upgrade" ? core::Direction::upgrade : core::Direction::downgrade,
		static_cast<int>(row.number(2)), row.string(3), row.string(7), state_of(row.text(4)), row.number(5),
		row.list(6), row.string(8)};
}

// Those of a scope, or of one revision in every target schema.
std::vector<Entry> read_entries(
	const std::string &project, const pg::Value &target_schema, const pg::Value &revision) {
	std::vector<Entry> found;
	pg::query(
		"SELECT revision, direction, statement, checksum, state, started_at, invalid_indexes::text[], text, target_schema"
		" FROM pgmigrate.ledger WHERE project = $1 AND ($2 IS NULL OR target_schema = $2)"
		" AND ($3 IS NULL OR revision = $3) ORDER BY revision, target_schema, statement",
		{project, target_schema, revision}, [&](const pg::Row &row) { found.push_back(entry_of(row)); },
		pg::SnapshotKind::latest);
	return found;
}

} // namespace

const char *name(State state) {
	switch (state) {
	case State::started:
		return "started";
	case State::partly:
		return "partly";
	case State::again:
		return "again";
	case State::over:
		return "over";
	case State::done:
		break;
	}
	return "done";
}

std::vector<Entry> entries(const Scope &scope) {
	return read_entries(scope.project, scope.target_schema, nullptr);
}

std::vector<Entry> entries_of(const std::string &project, const std::string &revision) {
	return read_entries(project, nullptr, revision);
}

void write(const StepKey &step, int statement, std::string_view text, State state,
	const std::vector<std::string> &invalid_indexes) {
	pg::execute(
		"INSERT INTO pgmigrate.ledger AS l (project, target_schema, revision, direction, statement, run, checksum,"
		" state, invalid_indexes, text) VALUES ($1, $2, $3, $4, $5, $6::uuid, $7, $8, $9::oid[], $10)"
		" ON CONFLICT (project, target_schema, revision, statement) DO UPDATE SET run = excluded.run,"
		" checksum = excluded.checksum, text = excluded.text, state = excluded.state,"
		" started_at = CASE WHEN excluded.state = 'started' THEN excluded.started_at ELSE l.started_at END,"
		" finished_at = CASE WHEN excluded.state = 'done' THEN clock_timestamp() END,"
		" invalid_indexes = CASE WHEN excluded.state = 'started' THEN excluded.invalid_indexes"
		" ELSE l.invalid_indexes END",
		{step.scope.project, step.scope.target_schema, step.revision, core::name(step.direction), statement,
			step.run, checksum_of(text), name(state), invalid_indexes, text});
}

void forget(const Scope &scope, const std::string &revision, int statement) {
	pg::execute("DELETE FROM pgmigrate.ledger"
				" WHERE project = $1 AND target_schema = $2 AND revision = $3 AND statement = $4",
		{scope.project, scope.target_schema, revision, statement});
}

void forget_step(const Scope &scope, const std::string &revision) {
	pg::execute("DELETE FROM pgmigrate.ledger WHERE project = $1 AND target_schema = $2 AND revision = $3",
		{scope.project, scope.target_schema, revision});
}

void forget_all(const Scope &scope) {
	pg::execute("DELETE FROM pgmigrate.ledger WHERE project = $1 AND target_schema = $2",
		{scope.project, scope.target_schema});
}

std::string new_run() {
	std::string run;
	pg::query("SELECT gen_random_uuid()::text", {}, [&](const pg::Row &row) { run = row.string(0); });
	return run;
}

std::string checksum_of(std::string_view statement) {
	return core::sha256(core::normalize(core::text::trim(statement)));
}

} // namespace pgmigrate::ledger
