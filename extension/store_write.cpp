// Writing scripts and the log.
#include "extension/store.hpp"

#include "extension/pg/compat.hpp"

namespace pgmigrate::store {

using pg::execute;

namespace {

// A list as one text, as rows give it back.
std::string joined(const std::vector<std::string> &list) {
	std::string text;
	for (const std::string &item : list) {
		if (!text.empty())
			text += '\n';
		text += item;
	}
	return text;
}

std::optional<std::string> if_any(const std::string &text) {
	return text.empty() ? std::nullopt : std::optional(text);
}

// A list as the text of an array: an array of arrays would have to be a rectangle.
std::string array_text(const std::vector<std::string> &list) {
	std::string text;
	for (const std::string &item : list) {
		text += text.empty() ? "\"" : ",\"";
		for (char c : item) {
			if (c == '"' || c == '\\')
				text += '\\';
			text += c;
		}
		text += '"';
	}
	return "{" + text + "}";
}

// Columns of the script table as parallel arrays, so that any number of scripts is one statement.
struct Columns {
	std::vector<std::string> id, message, revises, depends_on, labels, name, script, checksum, upgrade,
		downgrade, reversible, upgrade_values, downgrade_values, replaces;
	void add(const NewScript &n) {
		const core::Script &s = *n.script;
		id.push_back(s.revision.id);
		message.push_back(s.revision.message);
		revises.push_back(joined(s.revision.revises));
		depends_on.push_back(joined(s.revision.depends_on));
		labels.push_back(joined(s.revision.branch_labels));
		name.push_back(s.name);
		script.push_back(s.text);
		checksum.push_back(s.checksum);
		upgrade.push_back(s.section_checksum(core::Direction::upgrade));
		downgrade.push_back(s.section_checksum(core::Direction::downgrade));
		reversible.push_back(s.is_reversible() ? "t" : "f");
		upgrade_values.push_back(array_text(n.upgrade.enum_values));
		downgrade_values.push_back(array_text(n.downgrade.enum_values));
		replaces.push_back(joined(s.revision.replaces));
	}
};

std::vector<int> counts(const std::vector<NewScript> &scripts, core::Direction direction) {
	std::vector<int> result;
	for (const NewScript &s : scripts)
		result.push_back((direction == core::Direction::upgrade ? s.upgrade : s.downgrade).statements);
	return result;
}

// -1 stands for null.
std::vector<int> top_levels(const std::vector<NewScript> &scripts, core::Direction direction) {
	std::vector<int> result;
	for (const NewScript &s : scripts)
		result.push_back(
			(direction == core::Direction::upgrade ? s.upgrade : s.downgrade).top_level.value_or(-1));
	return result;
}

} // namespace

void insert_scripts(
	const std::string &project, const std::vector<NewScript> &scripts, const std::string &uploaded_by) {
	Columns c;
	for (const NewScript &s : scripts)
		c.add(s);
	using core::Direction;
	execute(
		"INSERT INTO pgmigrate.revision (project, revision, message, revises, depends_on, branch_labels, name, script,"
		" checksum, upgrade_checksum, downgrade_checksum, reversible, upgrade_statements, upgrade_top_level,"
		" downgrade_statements, downgrade_top_level, upgrade_enum_values, downgrade_enum_values, server_major, uploaded_by,"
		" replaces)"
		" SELECT $1, id, message, string_to_array(revises, E'\\n'), string_to_array(depends_on, E'\\n'),"
		" string_to_array(labels, E'\\n'), nullif(name, ''), script, checksum, upgrade, nullif(downgrade, ''),"
		" reversible::boolean, us, nullif(ut, -1), ds, nullif(dt, -1), uv::text[], dv::text[], $2, $3,"
		" string_to_array(replaces, E'\\n')"
		" FROM unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[],"
		" $12::text[], $13::text[], $14::text[], $15::integer[], $16::integer[], $17::integer[], $18::integer[],"
		" $19::text[], $20::text[], $21::text[])"
		" n (id, message, revises, depends_on, labels, name, script, checksum, upgrade, downgrade, reversible,"
		" us, ut, ds, dt, uv, dv, replaces)",
		{project, pg::kServerMajor, uploaded_by, c.id, c.message, c.revises, c.depends_on, c.labels, c.name,
			c.script, c.checksum, c.upgrade, c.downgrade, c.reversible, counts(scripts, Direction::upgrade),
			top_levels(scripts, Direction::upgrade), counts(scripts, Direction::downgrade),
			top_levels(scripts, Direction::downgrade), c.upgrade_values, c.downgrade_values, c.replaces});
}

void replace_script(const std::string &project, const NewScript &n, const std::string &uploaded_by) {
	const core::Script &s = *n.script;
	const core::Revision &r = s.revision;
	execute(
		"UPDATE pgmigrate.revision SET message = $3, revises = $4, depends_on = $5, branch_labels = $6, name = $7,"
		" script = $8, checksum = $9, upgrade_checksum = $10, downgrade_checksum = $11, reversible = $12,"
		" upgrade_statements = $13, upgrade_top_level = $14, downgrade_statements = $15, downgrade_top_level = $16,"
		" server_major = $17, uploaded_by = $18, uploaded_at = clock_timestamp(),"
		" upgrade_enum_values = $19, downgrade_enum_values = $20, replaces = $21"
		" WHERE project = $1 AND revision = $2",
		{project, r.id, r.message, r.revises, r.depends_on, r.branch_labels, if_any(s.name), s.text,
			s.checksum, s.section_checksum(core::Direction::upgrade),
			if_any(s.section_checksum(core::Direction::downgrade)), s.is_reversible(), n.upgrade.statements,
			n.upgrade.top_level, n.downgrade.statements, n.downgrade.top_level, pg::kServerMajor, uploaded_by,
			n.upgrade.enum_values, n.downgrade.enum_values, r.replaces});
	execute("DELETE FROM pgmigrate.acceptance WHERE project = $1 AND revision = $2", {project, r.id});
}

void remove_script(const std::string &project, const std::string &id) {
	execute("DELETE FROM pgmigrate.acceptance WHERE project = $1 AND revision = $2", {project, id});
	execute("DELETE FROM pgmigrate.revision WHERE project = $1 AND revision = $2", {project, id});
}

void update_facts(const std::string &project, const std::string &id, const SectionFacts &upgrade,
	const SectionFacts &downgrade) {
	execute(
		"UPDATE pgmigrate.revision SET upgrade_statements = $3, upgrade_top_level = $4, downgrade_statements = $5,"
		" downgrade_top_level = $6, server_major = $7, upgrade_enum_values = $8, downgrade_enum_values = $9 WHERE project = $1 AND revision = $2",
		{project, id, upgrade.statements, upgrade.top_level, downgrade.statements, downgrade.top_level,
			pg::kServerMajor, upgrade.enum_values, downgrade.enum_values});
}

void accept(
	const std::string &project, const std::string &id, core::Direction direction, const std::string &role) {
	execute(
		"INSERT INTO pgmigrate.acceptance (project, revision, direction, accepted_by) VALUES ($1, $2, $3, $4)"
		" ON CONFLICT DO NOTHING",
		{project, id, core::name(direction), role});
}

namespace {

void notify_steps(const Scope &scope, const std::vector<std::string> &direction,
	const std::vector<std::string> &revision, const std::vector<std::string> &sqlstate) {
	pg::query(
		"SELECT pg_notify('pgmigrate', json_build_object('event', e.direction, 'revision', e.revision,"
		" 'outcome', CASE WHEN e.sqlstate = '' THEN 'succeeded' ELSE 'failed' END, 'sqlstate', nullif(e.sqlstate, ''),"
		" 'project', $1, 'target_schema', $2)::text) IS NULL"
		" FROM unnest($3::text[], $4::text[], $5::text[]) WITH ORDINALITY e (direction, revision, sqlstate, n)"
		" WHERE e.direction IN ('upgrade', 'downgrade', 'stamp') ORDER BY e.n",
		{scope.project, scope.target_schema, direction, revision, sqlstate}, [](const pg::Row &) {});
}

} // namespace

void write_log(const Scope &scope, const Caller &caller, const std::vector<LogEntry> &entries) {
	if (entries.empty())
		return;
	std::vector<std::string> direction, revision, checksum, sqlstate, note;
	std::vector<std::int64_t> started, duration;
	std::vector<int> statements;
	for (const LogEntry &e : entries) {
		direction.push_back(e.direction);
		revision.push_back(e.revision);
		checksum.push_back(e.checksum);
		sqlstate.push_back(e.sqlstate);
		note.push_back(e.note);
		started.push_back(e.started_at);
		duration.push_back(e.duration);
		statements.push_back(e.statements);
	}
	// 2000-01-01 UTC is where the server's own count of microseconds starts.
	execute(
		"INSERT INTO pgmigrate.log (project, target_schema, direction, revision, checksum, session_user_name,"
		" current_user_name, application_name, client_address, started_at, duration, statements, outcome, sqlstate,"
		" note, changes)"
		" SELECT $1, $2, direction, revision, nullif(checksum, ''), $3, $4, current_setting('application_name'),"
		" inet_client_addr(), '2000-01-01 00:00:00+00'::timestamptz + started * interval '1 microsecond',"
		" duration * interval '1 microsecond', statements,"
		" CASE WHEN sqlstate = '' THEN 'succeeded' ELSE 'failed' END, nullif(sqlstate, ''), nullif(note, ''),"
		// of a run that was begun before, too
		" CASE WHEN sqlstate = '' AND direction IN ('upgrade', 'downgrade')"
		"  AND (SELECT w.mode FROM pgmigrate.watch w) <> 'off' THEN"
		"  (SELECT count(*) FROM pgmigrate.change c JOIN pgmigrate.changed_object o ON o.change = c.id"
		"   WHERE c.project = $1 AND c.target_schema = $2 AND c.revision = e.revision AND c.direction = e.direction"
		"   AND c.happened_at > coalesce((SELECT max(l.started_at + l.duration) FROM pgmigrate.log l"
		"    WHERE l.project = $1 AND l.target_schema = $2 AND l.revision = e.revision AND l.outcome = 'succeeded'"
		"    AND l.direction IN ('upgrade', 'downgrade', 'stamp')), '-infinity')) END"
		" FROM unnest($5::text[], $6::text[], $7::text[], $8::bigint[], $9::bigint[], $10::integer[], $11::text[],"
		" $12::text[])"
		" e (direction, revision, checksum, started, duration, statements, sqlstate, note)",
		{scope.project, scope.target_schema, caller.session_user, caller.current_user, direction, revision,
			checksum, started, duration, statements, sqlstate, note});
	if (notify_setting())
		notify_steps(scope, direction, revision, sqlstate);
}

} // namespace pgmigrate::store
