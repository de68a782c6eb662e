// A plan with the scripts that it would run: what the plan functions show, accept takes and the runner executes.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/plan.hpp"
#include "extension/project_graph.hpp"
#include "extension/statements.hpp"

namespace pgmigrate {

struct RunRequest {
	Scope scope;
	core::Direction direction = core::Direction::upgrade;
	std::string target;
	std::optional<std::vector<std::string>>
		revisions; // the graph is these with what is applied; nothing: all
};

struct PreparedStep {
	core::Step step;
	core::Script script;
	SectionFacts facts;
	bool facts_are_new = false;        // those that are stored came from another major version
	std::vector<std::string> vouching; // roles
	std::string uploaded_by;

	const core::Section &section() const { return script.section(step.direction); }
};

struct Prepared {
	ProjectGraph project;
	core::Plan plan;
	std::vector<PreparedStep> steps;
};

// Plans the request from what is stored. Throws what planning throws.
Prepared prepare(const RunRequest &request, pg::SnapshotKind snapshot = pg::SnapshotKind::fresh);

// One SHA-256 over the directions, ids and bytes of the steps' scripts, in order.
std::string digest_of(const std::vector<PreparedStep> &steps);

// Throws what stands against running the steps in this transaction, before anything is touched: no way back, statements
// that cannot run in a transaction, scripts that nobody with enough rights vouches for.
void check_runnable(const std::vector<PreparedStep> &steps, const RunRequest &request);

// Vouches, as the calling role, for the steps of the upgrade plan to the target, or else of the downgrade plan, whichever
// has the digest. Returns the revisions.
std::vector<std::string> accept_plan(RunRequest request, const std::string &digest);

} // namespace pgmigrate
