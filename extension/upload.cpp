#include "extension/upload.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/applied.hpp"
#include "core/plan.hpp"
#include "core/script_file.hpp"
#include "core/text.hpp"
#include "extension/half_applied.hpp"
#include "extension/migration_lock.hpp"
#include "extension/project_graph.hpp"
#include "extension/replaced.hpp"
#include "extension/snapshot_check.hpp"
#include "extension/statements.hpp"
#include "extension/stored.hpp"
#include "extension/trust.hpp"

namespace pgmigrate {

namespace {

using core::Direction;
using core::Script;

enum class Mode { upload, create, amend };

std::vector<Script> parse_all(const std::vector<UploadText> &texts) {
	std::vector<Script> scripts;
	for (const UploadText &text : texts) {
		std::vector<Script> found = core::parse_scripts(text.text, text.name);
		std::move(found.begin(), found.end(), std::back_inserter(scripts));
	}
	std::unordered_map<std::string, const Script *> by_id;
	for (const Script &s : scripts) {
		auto [other, fresh] = by_id.emplace(s.revision.id, &s);
		if (fresh)
			continue;
		auto file = [](const Script &x) {
			return x.name.empty() ? std::string("a script without a name") : x.name;
		};
		throw core::Error(core::condition::duplicate_revision,
			fmt::format("revision \"{}\" is given twice", s.revision.id),
			fmt::format("It stands in {} and in {}.", file(*other->second), file(s)),
			"Give one of them another id, or leave one out.");
	}
	return scripts;
}

bool same_set(std::vector<std::string> a, std::vector<std::string> b) {
	std::sort(a.begin(), a.end());
	std::sort(b.begin(), b.end());
	return a == b;
}

// Refuses a script that would change what has run already.
void check_unchanged_where_applied(const Script &script, const store::StoredScript &stored) {
	std::vector<std::string> changed;
	auto compare = [&](const char *key, const std::vector<std::string> &was,
					   const std::vector<std::string> &is) {
		if (!same_set(was, is))
			changed.push_back(fmt::format("Its line \"-- {}:\" had \"{}\" and has \"{}\".", key,
				fmt::join(was, ", "), fmt::join(is, ", ")));
	};
	if (script.section_checksum(core::Direction::upgrade) != stored.upgrade_checksum)
		changed.push_back(
			fmt::format("The upgrade section that is applied has the checksum {}, the one given {}.",
				stored.upgrade_checksum, script.section_checksum(core::Direction::upgrade)));
	compare("revises", stored.revises, script.revision.revises);
	compare("depends_on", stored.depends_on, script.revision.depends_on);
	if (changed.empty())
		return;
	throw core::Error(core::sqlstate::object_not_in_prerequisite_state,
		fmt::format("revision \"{}\" is applied and its script has changed", script.revision.id),
		fmt::format("{}", fmt::join(changed, " ")),
		fmt::format(
			"The file as it is applied: SELECT pgmigrate.export({}\x01). To change what is applied, write a new "
			"revision; or, to replace the stored text without running it, use pgmigrate.amend(script).",
			core::text::sql_literal(script.revision.id)))
		.at({script.name, script.revision.id, script.upgrade.line, 0});
}

struct Decision {
	const Script *script;
	const char *outcome = "unchanged";
	bool vouch = false;                     // unchanged, but uploaded by somebody new
	std::string applied_note;               // what was taken over although it is applied
	std::vector<std::string> replaced = {}; // stored revisions that have become this one
};

// What the script changes of an applied revision, for the log and the notice.
std::string replaced_parts(const Script &script, const store::StoredScript &old) {
	std::vector<std::string> parts;
	if (script.section_checksum(core::Direction::upgrade) != old.upgrade_checksum)
		parts.push_back(fmt::format("upgrade section with checksum {} replaced by {}", old.upgrade_checksum,
			script.section_checksum(core::Direction::upgrade)));
	if (script.section_checksum(core::Direction::downgrade) != old.downgrade_checksum.value_or(""))
		parts.emplace_back("downgrade section replaced");
	auto compare = [&](const char *key, const std::vector<std::string> &was,
					   const std::vector<std::string> &is) {
		if (!same_set(was, is))
			parts.push_back(
				fmt::format("{} \"{}\" replaced by \"{}\"", key, fmt::join(was, ", "), fmt::join(is, ", ")));
	};
	compare("revises", old.revises, script.revision.revises);
	compare("depends_on", old.depends_on, script.revision.depends_on);
	return parts.empty() ? "comments or directives replaced" : fmt::format("{}", fmt::join(parts, "; "));
}

Decision decide(const std::string &project, const Script &script, const Stored &stored, Mode mode,
	const std::string &role) {
	Decision decision{&script, "unchanged", false, {}};
	const std::string &id = script.revision.id;
	auto found = stored.scripts.find(id);
	if (found == stored.scripts.end()) {
		(void)taken_over(project, stored, script); // refuses what it would replace
		if (mode == Mode::amend)
			throw core::Error(core::condition::unknown_revision,
				fmt::format("revision \"{}\" is not uploaded", id), {},
				"Use pgmigrate.upload(script) for a new one.");
		decision.outcome = "new";
		return decision;
	}
	if (mode == Mode::create)
		throw core::Error(core::condition::duplicate_revision,
			fmt::format("revision \"{}\" exists already", id), {}, "Give another rev_id.");
	const store::StoredScript &old = found->second;
	if (old.checksum == script.checksum && same_set(script.revision.revises, old.revises)) {
		bool vouched = is_vouched(old, role);
		// Who vouches, vouches for bytes: a text that only counts as the same is stored as his own.
		if (vouched || old.script == script.text) {
			decision.vouch = !vouched;
			return decision;
		}
	}
	decision.outcome = "replaced";
	decision.replaced = taken_over(project, stored, script);
	if (!decision.replaced.empty()) {
		decision.applied_note = fmt::format("replaces {}", core::text::quoted_list(decision.replaced));
		return decision;
	}
	check_half_applied_unchanged(project, script,
		same_set(script.revision.revises, old.revises) &&
			same_set(script.revision.depends_on, old.depends_on));
	if (!stored.is_applied(id))
		return decision;
	if (mode == Mode::upload)
		check_unchanged_where_applied(script, old);
	decision.applied_note = replaced_parts(script, old);
	return decision;
}

// What others rest on cannot become a part of something else.
void check_nothing_lost(
	const core::RevisionGraph &graph, const std::unordered_set<std::string_view> &replaced) {
	for (core::Node n = 0; n < graph.size() && !replaced.empty(); n++)
		if (const std::string *missing = graph.missing_reference(n);
			missing != nullptr && replaced.contains(*missing))
			throw core::Error("2BP01",
				fmt::format("revision \"{}\" cannot be replaced because others rest on it", *missing),
				fmt::format("Revision \"{}\" rests on it.", graph[n].id),
				"Upload its file, too, as it is after the squash; or remove it first.");
}

// The graph as it will be. Throws what the graph throws.
core::RevisionGraph changed_graph(const Stored &stored, const std::vector<Decision> &decisions) {
	std::vector<core::Revision> revisions(
		stored.graph().revisions().begin(), stored.graph().revisions().end());
	std::unordered_set<std::string_view> replaced;
	for (const Decision &d : decisions) {
		replaced.insert(d.replaced.begin(), d.replaced.end());
		if (auto node = stored.graph().find(d.script->revision.id))
			revisions[*node] = d.script->revision;
		else
			revisions.push_back(d.script->revision);
	}
	std::erase_if(revisions, [&](const core::Revision &r) { return replaced.contains(r.id); });
	core::RevisionGraph graph(std::move(revisions));
	check_nothing_lost(graph, replaced);
	return graph;
}

// The version rows of a target schema under the changed graph. What is applied stays the same; throws if that would not
// be closed under parents and dependencies any more.
std::vector<std::string> changed_rows(
	const Stored &stored, const core::RevisionGraph &graph, const store::SchemaVersion &version) {
	core::NodeSet before = core::applied_anywhere(stored.graph(), version.rows);
	core::NodeSet after(graph.size());
	for (core::Node n : before.nodes())
		if (const auto node = graph.find(stored.graph()[n].id)) // else it has become a part of another one
			after.insert(*node);
	// A script that was lost comes back: what its row, or a revision that refers to it, says is applied was so all along.
	std::vector<std::string> restored;
	for (const std::string &row : version.rows)
		if (!stored.graph().find(row) && graph.find(row))
			restored.push_back(row);
	for (core::Node old : before.nodes())
		if (const std::string *lost = stored.graph().missing_reference(old);
			lost != nullptr && graph.find(*lost))
			restored.push_back(*lost);
	for (core::Node n : core::applied_anywhere(graph, restored).nodes())
		after.insert(n);
	auto check = [&](core::Node n, core::Node on) {
		if (after.contains(on))
			return;
		throw core::Error(core::sqlstate::object_not_in_prerequisite_state,
			fmt::format("revision \"{}\" is applied, and \"{}\", which it would rest on, is not", graph[n].id,
				graph[on].id),
			version.target_schema.empty() ? std::string()
										  : fmt::format("Target schema \"{}\".", version.target_schema),
			fmt::format("Apply \"{}\" first, or leave revises and depends_on as they are.", graph[on].id));
	};
	for (core::Node old : before.nodes()) {
		const auto node = graph.find(stored.graph()[old].id);
		if (!node)
			continue;
		const core::Node n = *node;
		const std::string *missing = graph.missing_reference(n);
		if (missing != nullptr && stored.graph().missing_reference(old) == nullptr)
			throw core::Error(core::condition::missing_revision,
				fmt::format("revision \"{}\" is applied, and \"{}\", which it would rest on, is not uploaded",
					graph[n].id, *missing),
				{},
				fmt::format(
					"Upload and apply \"{}\" first, or leave revises and depends_on as they are.", *missing));
	}
	for (core::Node n : after.nodes()) {
		for (core::Node p : graph.parents(n))
			check(n, p);
		for (core::Node d : graph.dependencies(n))
			check(n, d);
	}
	std::vector<std::string> rows;
	for (core::Node n : graph.tips(after))
		rows.push_back(graph[n].id);
	for (const std::string &row : version.rows) // rows that no revision has stay for whoever restores it
		if (!graph.find(row))
			rows.push_back(row);
	return rows;
}

void say(const std::string &id, const std::string &note) {
	std::string message = fmt::format("revision \"{}\" is applied: {}", id, note);
	pg::pg_call([&] { ereport(NOTICE, (errmsg("%s", message.c_str()))); });
}

void write(const Scope &scope, const Stored &stored, const std::vector<Decision> &decisions, Mode mode,
	const std::string &role) {
	Caller caller = Caller::now();
	core::RevisionGraph graph = changed_graph(stored, decisions);
	std::vector<std::vector<std::string>> rows;
	for (const store::SchemaVersion &v : stored.versions)
		rows.push_back(changed_rows(stored, graph, v));
	std::vector<store::NewScript> fresh, replaced;
	std::vector<store::LogEntry> log;
	for (const Decision &d : decisions) {
		if (std::string_view(d.outcome) == "unchanged")
			continue;
		store::NewScript n{d.script, examine_section(*d.script, Direction::upgrade),
			examine_section(*d.script, Direction::downgrade)};
		(std::string_view(d.outcome) == "new" ? fresh : replaced).push_back(n);
		if (!d.applied_note.empty() || mode == Mode::amend) {
			store::LogEntry entry;
			entry.direction = mode == Mode::amend ? "amend" : "upload";
			entry.revision = d.script->revision.id;
			entry.checksum = d.script->checksum;
			entry.note = d.applied_note;
			entry.started_at = GetCurrentTimestamp();
			log.push_back(std::move(entry));
		}
	}
	pg::own_statements([&] {
		if (!fresh.empty())
			store::insert_scripts(scope.project, fresh, role);
		for (const store::NewScript &n : replaced)
			store::replace_script(scope.project, n, role);
		for (const Decision &d : decisions)
			for (const std::string &id : d.replaced)
				store::remove_script(scope.project, id);
		for (const Decision &d : decisions)
			if (d.vouch)
				for (Direction direction : {Direction::upgrade, Direction::downgrade})
					store::accept(scope.project, d.script->revision.id, direction, role);
		if (!fresh.empty() || !replaced.empty())
			store::write_project_state(scope.project, head_ids(graph));
		for (std::size_t i = 0; i < rows.size(); i++)
			if (!same_set(rows[i], stored.versions[i].rows))
				store::write_version_rows({scope.project, stored.versions[i].target_schema}, rows[i]);
		store::write_log({scope.project, ""}, caller, log);
	});
	for (const Decision &d : decisions)
		if (!d.applied_note.empty() && stored.is_applied(d.script->revision.id))
			say(d.script->revision.id, d.applied_note);
}

std::vector<Decision> decide_all(const std::string &project, std::vector<Script> &scripts,
	const Stored &stored, Mode mode, const std::string &role) {
	core::place_scripts_without_header(
		scripts, stored.graph().revisions(), [&](const std::string &id) { return stored.is_applied(id); });
	check_not_replaced(stored, scripts);
	std::vector<Decision> decisions;
	for (const Script &s : scripts)
		decisions.push_back(decide(project, s, stored, mode, role));
	return decisions;
}

bool nothing_to_write(const std::vector<Decision> &decisions) {
	return std::all_of(decisions.begin(), decisions.end(),
		[](const Decision &d) { return std::string_view(d.outcome) == "unchanged" && !d.vouch; });
}

std::vector<UploadOutcome> take_in(const Scope &scope, const std::vector<UploadText> &texts, Mode mode) {
	std::vector<Script> scripts = parse_all(texts);
	if (mode != Mode::upload && scripts.size() != 1)
		throw core::Error(core::condition::malformed_script,
			fmt::format("one migration file is wanted, and {} were given", scripts.size()), {},
			"Give them one by one.");
	std::string role = vouching_role();
	std::vector<std::string> ids;
	for (const Script &s : scripts)
		ids.push_back(s.revision.id);
	std::vector<Script> first = scripts;
	Stored stored = read_stored(scope.project, ids);
	std::vector<Decision> decisions = decide_all(scope.project, first, stored, mode, role);
	if (!nothing_to_write(decisions)) {
		// Between looking and locking somebody may have uploaded or upgraded.
		lock_for_upload(scope.project);
		check_project_in_snapshot(scope.project);
		stored = read_stored(scope.project, ids);
		decisions = decide_all(scope.project, scripts, stored, mode, role);
		write(scope, stored, decisions, mode, role);
	}
	std::vector<UploadOutcome> outcomes;
	for (const Decision &d : decisions) {
		outcomes.push_back({d.script->revision.id, d.outcome});
		for (const std::string &id : d.replaced)
			outcomes.push_back({id, "removed"});
	}
	return outcomes;
}

} // namespace

bool is_vouched(const store::StoredScript &stored, const std::string &role) {
	for (Direction d : {Direction::upgrade, Direction::downgrade}) {
		std::vector<std::string> roles = stored.vouching(d);
		if (std::find(roles.begin(), roles.end(), role) == roles.end())
			return false;
	}
	return true;
}

std::vector<UploadOutcome> upload(const Scope &scope, const std::vector<UploadText> &texts) {
	return take_in(scope, texts, Mode::upload);
}

std::string upload_new(const Scope &scope, const UploadText &text) {
	return take_in(scope, {text}, Mode::create).front().revision;
}

std::string amend(const Scope &scope, const UploadText &text) {
	return take_in(scope, {text}, Mode::amend).front().revision;
}

} // namespace pgmigrate
