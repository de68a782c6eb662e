#include "extension/verify.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "core/conditions.hpp"
#include "core/offline.hpp"
#include "core/schema/compare.hpp"
#include "core/schema/ddl/writer.hpp"
#include "core/text.hpp"
#include "extension/catalog_reader.hpp"
#include "extension/present_schema.hpp"
#include "extension/replay.hpp"

namespace pgmigrate {

namespace {

namespace schema = core::schema;
using core::Direction;

constexpr schema::SnapshotOptions kEverything{{}, true, true};

bool is_equal(const schema::Snapshot &a, const schema::Snapshot &b) {
	return std::ranges::all_of(schema::differences(a, b, {}), &schema::Difference::is_note);
}

// One verification, from the first revision to the last.
class Verification {
public:
	Verification(const VerifyRequest &request, Shadow &shadow)
		: request_(request), shadow_(shadow), here_(shadow.snapshot(kEverything)) {}

	// False: what comes after it cannot be verified.
	bool verify(const PreparedStep &up, const PreparedStep &down);
	void leave_out(const std::string &revision);
	std::vector<Finding> take() { return std::move(findings_); }

private:
	bool run(const PreparedStep &step, const char *phase);
	bool restore();
	void compare(const schema::Snapshot &wanted, const schema::Snapshot &found, const char *phase);
	void add(const char *result, const std::string &phase, std::string words, int line = 0);

	const VerifyRequest &request_;
	Shadow &shadow_;
	// From empty, all there is comes from revisions that somebody vouches for.
	Shadow::Functions functions_ =
		request_.from_present ? functions_of_definitions() : Shadow::Functions::callable;
	schema::Snapshot here_; // what the shadow holds
	std::vector<Finding> findings_;
	const PreparedStep *step_ = nullptr;
	bool not_provable_ = false;
};

void Verification::add(const char *result, const std::string &phase, std::string words, int line) {
	findings_.push_back(
		{step_->script.revision.id, result, phase, std::move(words), step_->script.name, line});
}

bool Verification::run(const PreparedStep &step, const char *phase) {
	step_ = &step;
	const auto failure = shadow_.run(step, request_.scope, request_.variables);
	not_provable_ = failure && failure->is(core::condition::not_provable);
	if (!failure)
		return true;
	add(not_provable_ ? "not provable" : "failed", phase,
		failure->detail.empty() || not_provable_ ? failure->message
												 : fmt::format("{}: {}", failure->message, failure->detail),
		failure->line);
	return false;
}

void Verification::compare(const schema::Snapshot &wanted, const schema::Snapshot &found, const char *phase) {
	schema::CompareOptions options;
	options.strict_column_order = request_.strict_column_order;
	for (const schema::Difference &difference : schema::differences(wanted, found, options))
		if (!difference.is_note)
			add("differs", phase, in_database_encoding(schema::words(difference)));
}

// After a way that did not end where it should: the shadow holds again what the upgrade made, without its rows.
bool Verification::restore() {
	if (is_equal(here_, shadow_.snapshot(kEverything)))
		return true;
	shadow_.clear();
	return !shadow_.load(in_database_encoding(schema::write_schema(here_)), "schema_sql", functions_) &&
		   is_equal(here_, shadow_.snapshot(kEverything));
}

bool Verification::verify(const PreparedStep &up, const PreparedStep &down) {
	const std::size_t before = findings_.size();
	if (!run(up, "upgrade"))
		return not_provable_ && restore();
	const schema::Snapshot base = std::exchange(here_, shadow_.snapshot(kEverything));
	if (!up.script.is_reversible()) {
		if (up.script.irreversible)
			add("irreversible", "downgrade", *up.script.irreversible);
		else
			add("no downgrade", "downgrade",
				up.script.downgrade.present ? "its downgrade section is empty"
											: "there is no downgrade section");
		return true;
	}
	if (!run(down, "downgrade"))
		return restore();
	compare(base, shadow_.snapshot(kEverything), "downgrade");
	if (!run(up, "second upgrade"))
		return restore();
	schema::Snapshot again = shadow_.snapshot(kEverything);
	compare(here_, again, "second upgrade");
	here_ = std::move(again);
	if (findings_.size() == before)
		add("ok", "", "");
	return true;
}

void Verification::leave_out(const std::string &revision) {
	findings_.push_back({revision, "not verified", "", "a revision before it failed", "", 0});
}

void require_start(
	const std::vector<std::string> &start, const std::vector<std::string> &rows, const std::string &target) {
	if (std::set<std::string>(start.begin(), start.end()) == std::set<std::string>(rows.begin(), rows.end()))
		return;
	throw core::Error("22023",
		fmt::format("the range \"{}\" does not begin where this database stands", target),
		fmt::format("It stands at {}.", rows.empty() ? "base" : core::text::quoted_list(rows)),
		"Leave the beginning of the range out, or verify from empty.");
}

} // namespace

std::vector<Finding> verify(const VerifyRequest &request) {
	if (!request.copy_rows.empty() && !request.from_present)
		throw core::Error("22023", "rows can be copied only where the shadow begins from the present state",
			"From empty there are no tables to copy them into.", "Add from_present => true.");
	const ProjectGraph project = read_graph(request.scope, std::nullopt);
	const core::RevisionGraph &graph = project.graph();
	const std::vector<std::string> rows = request.from_present ? project.rows : std::vector<std::string>();
	const core::OfflinePlan planned = core::plan_upgrade_script(graph, rows, request.target);
	if (request.from_present)
		require_start(planned.start, rows, request.target);
	const std::vector<PreparedStep> ups = prepare_steps(request.scope.project, graph, planned.plan.steps);
	std::vector<core::Step> back = planned.plan.steps;
	for (core::Step &step : back)
		step.direction = Direction::downgrade;
	const std::vector<PreparedStep> downs = prepare_steps(request.scope.project, graph, back);

	// A range begins where its first revision does; what leads there runs once, and is not judged.
	std::vector<PreparedStep> first;
	if (!request.from_present)
		first = steps_to(request.scope.project, graph, planned.start);
	std::vector<std::string> extensions = extensions_made_by(first);
	if (!request.from_present)
		for (std::string &name : extensions_made_by(ups))
			extensions.push_back(std::move(name));
	Shadow shadow("pgmigrate.verify()", std::move(extensions));
	shadow.warn_of_skipped_extensions();
	if (request.from_present)
		load_present_schema(shadow, request.copy_rows);
	shadow.make_target_schema(request.scope);
	replay(shadow, request.scope, first, request.variables);
	Verification verification(request, shadow);
	bool going_on = true;
	for (std::size_t i = 0; i < ups.size(); i++)
		if (going_on)
			going_on = verification.verify(ups[i], downs[i]);
		else
			verification.leave_out(ups[i].script.revision.id);
	shadow.finish();
	return verification.take();
}

} // namespace pgmigrate
