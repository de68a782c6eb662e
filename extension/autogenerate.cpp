#include "extension/autogenerate.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/applied.hpp"
#include "core/schema/ddl/writer.hpp"
#include "core/script_file.hpp"
#include "core/text.hpp"
#include "extension/catalog_reader.hpp"
#include "extension/migration_lock.hpp"
#include "extension/preconditions.hpp"
#include "extension/present_schema.hpp"
#include "extension/project_graph.hpp"
#include "extension/replay.hpp"
#include "extension/shadow.hpp"
#include "extension/trust.hpp"

#include "extension/pg/guard.hpp"

namespace pgmigrate {

namespace {

namespace schema = core::schema;
using core::Direction;

schema::SnapshotOptions options_of(const WantedSchema &wanted) {
	return {wanted.schemas, wanted.owners, wanted.privileges};
}

// Without the extensions that the caller may not create in a shadow: they are neither wanted nor unwanted.
PresentAndWanted read_both(Shadow &shadow, const WantedSchema &wanted) {
	shadow.warn_of_skipped_extensions();
	PresentAndWanted both;
	both.present = read_snapshot(options_of(wanted));
	for (const SkippedExtension &skipped : shadow.skipped_extensions())
		both.present.extensions.erase(skipped.name);
	if (const auto failure = shadow.load(wanted.sql, "wanted schema"))
		failure->raise();
	both.wanted = shadow.snapshot(options_of(wanted));
	return both;
}

// Bodies of functions may name what comes after them.
std::string section_of(const std::vector<schema::MigrationPiece> &pieces) {
	const bool has_functions =
		std::any_of(pieces.begin(), pieces.end(), [](const schema::MigrationPiece &piece) {
			for (std::string_view word : {"FUNCTION ", "PROCEDURE "})
				for (std::string_view create : {"CREATE ", "CREATE OR REPLACE "})
					if (piece.sql.starts_with(std::string(create).append(word)))
						return true;
			return false;
		});
	return (has_functions ? "SET check_function_bodies = off;\n\n" : "") +
		   in_database_encoding(schema::migration_sql(pieces));
}

// What a shadow says of the sections: what each leaves undone, a line each.
class Proof {
public:
	Proof(Shadow &shadow, const AutogenerateRequest &request, const core::Script &script,
		const schema::Snapshot &wanted)
		: shadow_(shadow), request_(request), script_(script), wanted_(wanted),
		  options_(options_of(request.wanted)) {}

	std::vector<std::string> run() {
		shadow_.clear();
		load_present_schema(shadow_, {});
		if (!request_.scope.target_schema.empty())
			shadow_.make_target_schema(request_.scope);
		const schema::Snapshot before = shadow_.snapshot(options_);
		if (!step(Direction::upgrade))
			return std::move(left_);
		const schema::Snapshot after = shadow_.snapshot(options_);
		if (script_.is_reversible() && step(Direction::downgrade))
			add("the downgrade", schema::differences(before, shadow_.snapshot(options_), {}));
		add("the upgrade", remaining(after));
		return std::move(left_);
	}

private:
	// What stands in the present schema is others' work, too: where it may be, no function is called to make it again.
	bool step(Direction direction) {
		const Shadow::Functions functions = functions_of_definitions();
		const PreparedStep step{
			{direction, {}}, script_, examine_section(script_, direction), false, {vouching_role()}};
		const auto failure =
			functions == Shadow::Functions::callable
				? shadow_.run(step, request_.scope, {})
				: shadow_.load(without_commits(script_.sql(direction)), script_.name, functions);
		if (failure)
			left_.push_back(fmt::format("the {} fails: {}", core::name(direction), failure->message));
		return !failure;
	}

	// Each statement is committed by itself there.
	static std::string without_commits(std::string_view sql) {
		constexpr std::string_view kCommit = "\nCOMMIT;\n";
		std::string text(sql);
		for (auto at = text.find(kCommit); at != std::string::npos; at = text.find(kCommit, at))
			text.replace(at, kCommit.size(), "\n\n");
		return text;
	}

	// An expression that the server writes otherwise once it has read what it wrote is none.
	std::vector<schema::Difference> remaining(const schema::Snapshot &after) {
		std::vector<schema::Difference> found = without_notes(schema::differences(wanted_, after, {}));
		if (found.empty())
			return found;
		shadow_.clear();
		schema::Snapshot again = wanted_;
		again.extensions.clear();
		if (shadow_.load(in_database_encoding(schema::write_schema(again)), "wanted schema"))
			return found;
		return without_notes(schema::differences(shadow_.snapshot(options_), after, {}));
	}

	static std::vector<schema::Difference> without_notes(std::vector<schema::Difference> found) {
		std::erase_if(found, [](const schema::Difference &d) { return d.is_note; });
		return found;
	}

	void add(const char *what, std::vector<schema::Difference> found) {
		for (const schema::Difference &d : without_notes(std::move(found)))
			left_.push_back(fmt::format("after {}, {}", what, in_database_encoding(schema::words(d))));
	}

	Shadow &shadow_;
	const AutogenerateRequest &request_;
	const core::Script &script_;
	const schema::Snapshot &wanted_;
	const schema::SnapshotOptions options_;
	std::vector<std::string> left_;
};

void say_nothing_to_do() {
	pg::pg_call([] { ereport(NOTICE, (errmsg("nothing to do: the database is what is wanted"))); });
}

void warn_not_proven(const std::string &id, const std::vector<std::string> &left) {
	std::string detail;
	for (const std::string &line : left)
		detail.append(detail.empty() ? "" : "\n").append(line);
	pg::pg_call([&] {
		ereport(
			WARNING, (errmsg("revision \"%s\" is not proven", id.c_str()), errdetail("%s", detail.c_str()),
						 errhint("Mend its file before it is run anywhere.")));
	});
}

// What was found, at the top of the section.
std::string confession(const std::vector<std::string> &left) {
	std::string text = "-- NOT PROVEN on a shadow of this schema:\n";
	for (const std::string &line : left)
		for (std::string_view part : core::text::split(line, '\n'))
			text.append("--   ").append(part).append("\n");
	return text + "\n";
}

core::NewScript sections_of(
	const std::vector<schema::MigrationPiece> &upgrade, const PresentAndWanted &both) {
	core::NewScript sections;
	sections.upgrade = section_of(upgrade);
	try {
		sections.downgrade = section_of(schema::diff(both.wanted, both.present));
		sections.empty_downgrade = sections.downgrade.empty();
	} catch (const core::Error &error) {
		if (error.sqlstate != "0A000")
			throw;
		sections.has_downgrade = false;
		sections.irreversible = error.what();
	}
	return sections;
}

// The text as it would be stored, under a name that no revision can have.
core::Script script_of(core::NewScript sections, const std::string &message) {
	sections.revision.id = "autogenerated";
	sections.revision.message = message;
	return core::parse_script(core::write_script(sections), "autogenerated.sql");
}

} // namespace

PresentAndWanted read_present_and_wanted(const char *function, const WantedSchema &wanted) {
	Shadow shadow(function, extensions_made_by(wanted.sql));
	PresentAndWanted both = read_both(shadow, wanted);
	shadow.finish();
	return both;
}

std::optional<std::string> autogenerate(const AutogenerateRequest &request) {
	require_outside_run("pgmigrate.autogenerate()");
	require_writable("pgmigrate.autogenerate()");
	lock_for_run(request.scope);
	const ProjectGraph project = read_graph(request.scope, std::nullopt);
	core::check_heads(project.graph(), project.rows);

	Shadow shadow("pgmigrate.autogenerate()", extensions_made_by(request.wanted.sql));
	const PresentAndWanted both = read_both(shadow, request.wanted);
	warn_of_what_is_not_modelled(both.present);
	const std::vector<schema::MigrationPiece> upgrade = schema::diff(both.present, both.wanted);
	if (upgrade.empty()) {
		shadow.finish();
		say_nothing_to_do();
		return std::nullopt;
	}
	core::NewScript sections = sections_of(upgrade, both);
	const core::Script script = script_of(sections, request.revision.wanted.message);
	const std::vector<std::string> left = Proof(shadow, request, script, both.wanted).run();
	shadow.finish();
	if (!left.empty())
		sections.upgrade.insert(0, confession(left));
	const std::string id = make_revision(request.scope, request.revision, std::move(sections));
	if (!left.empty())
		warn_not_proven(id, left);
	return id;
}

std::vector<SchemaFinding> check_schema(const Scope &scope, const WantedSchema &wanted) {
	std::vector<SchemaFinding> findings;
	const ProjectGraph project = read_graph(scope, std::nullopt);
	const core::RevisionGraph &graph = project.graph();
	const core::NodeSet applied = core::applied_set(graph, project.rows);
	for (core::Node node : graph.order(graph.closure(graph.heads())))
		if (!applied.contains(node))
			findings.push_back({"not applied", graph[node].id});
	const PresentAndWanted both = read_present_and_wanted("pgmigrate.check()", wanted);
	for (const schema::Difference &d : schema::differences(both.present, both.wanted, {}))
		if (!d.is_note)
			findings.push_back({"differs", in_database_encoding(schema::words(d))});
	for (const schema::MigrationPiece &piece : schema::diff(both.present, both.wanted))
		findings.push_back({"statement", in_database_encoding(piece.sql)});
	return findings;
}

} // namespace pgmigrate
