// A plan with the scripts that it would run: what the plan functions show, accept takes and the runner executes.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/plan.hpp"
#include "extension/project_graph.hpp"
#include "extension/statements.hpp"
#include "extension/store.hpp"

namespace pgmigrate {

struct RunRequest {
	Scope scope;
	core::Direction direction = core::Direction::upgrade;
	std::string target;
	std::optional<std::vector<std::string>>
		revisions; // the graph is these with what is applied; nothing: all
};

// A step as the plan functions show it and accept takes it: all but its text.
struct PlannedStep {
	core::Step step;
	SectionFacts facts;
	std::string uploaded_by;
	std::string text_checksum; // SHA-256 of the script's every byte
	bool accepted = false;     // for who asks
	bool reversible = false;   // whether a downgrade takes the revision back
};

struct Planned {
	ProjectGraph project;
	std::vector<PlannedStep> steps;

	const core::Revision &revision(const PlannedStep &s) const { return project.graph()[s.step.node]; }
};

// Plans the request from what is stored, and reads no script that its facts are known of. Throws what planning throws.
Planned plan_only(const RunRequest &request, pg::SnapshotKind snapshot = pg::SnapshotKind::fresh);

// One SHA-256 over the directions, ids and bytes of the steps' scripts, in order.
std::string digest_of(const Planned &planned);

// A step with the script that it runs.
struct PreparedStep {
	core::Step step;
	core::Script script;
	SectionFacts facts;
	bool facts_are_new = false;        // those that are stored came from another major version
	std::vector<std::string> vouching; // roles

	const core::Section &section() const { return script.section(step.direction); }
};

struct Prepared {
	ProjectGraph project;
	core::Plan plan;
	std::vector<PreparedStep> steps;
};

// The steps of a plan with their scripts.
std::vector<PreparedStep> prepare_steps(
	const std::string &project, const core::RevisionGraph &graph, const std::vector<core::Step> &steps);
// Plans the request likewise, with every script that it runs.
Prepared prepare(const RunRequest &request);

// The stored text as a script again, named and placed as its row says.
core::Script parse_stored(const store::StoredScript &stored);

// Adds to the notes of a plan, one a step, where a downgrade would be refused because there is no way back.
void note_irreversible(const Planned &planned, std::vector<std::string> &notes);

// Throws irreversible_revision for a downgrade that there is no way for.
void check_reversible(core::Direction direction, const core::Script &script);

// Throws not_accepted for a step that nobody with enough rights vouches for; `target` is what accept takes.
void check_accepted(const PreparedStep &step, const std::string &target);

// Throws what stands against running the steps in this transaction, before anything is touched: no way back, statements
// that cannot run in a transaction, scripts that nobody with enough rights vouches for.
void check_runnable(const std::vector<PreparedStep> &steps, const RunRequest &request);
// The same for running them step by step, where other statements can run.
void check_runnable_stepwise(const std::vector<PreparedStep> &steps, const RunRequest &request);

// Vouches, as the calling role, for the steps of the upgrade plan to the target, or else of the downgrade plan, whichever
// has the digest. Returns the revisions.
std::vector<std::string> accept_plan(RunRequest request, const std::string &digest);

} // namespace pgmigrate
