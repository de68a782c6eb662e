// Revisions run again on a shadow: the ground of verify, compare and baseline.
#pragma once
#include <string>
#include <vector>

#include "core/schema/compare.hpp"
#include "extension/shadow.hpp"

namespace pgmigrate {

// Runs what leads to the version rows, from base. A step that no shadow can tell of is left out, with a WARNING. Throws what
// any other step fails with, naming its place.
void replay(
	Shadow &shadow, const Scope &scope, const std::vector<PreparedStep> &steps, const Variables &variables);

// The steps from base to these version rows.
std::vector<PreparedStep> steps_to(
	const std::string &project, const core::RevisionGraph &graph, const std::vector<std::string> &rows);

// The extensions that the steps create by statements of their own.
std::vector<std::string> extensions_made_by(const std::vector<PreparedStep> &steps);

// "table shop.orders: column total: ..." a line each, for the DETAIL of an error; at most a few.
std::string described(const std::vector<core::schema::Difference> &differences);

} // namespace pgmigrate
