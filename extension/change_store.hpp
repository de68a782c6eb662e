// The rows of what was changed: who, by which statement, and which objects.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "extension/ddl_objects.hpp"
#include "extension/ddl_text.hpp"
#include "extension/running_step.hpp"
#include "extension/trust.hpp"

namespace pgmigrate::store {

struct Change {
	std::optional<RunningStep> step; // none: drift
	Caller caller;
	std::string command;
	DdlText text;
	std::string search_path;           // that the statement ran with
	std::optional<std::string> reason; // of manual DDL that was allowed
	std::vector<ChangedObject> objects;
};

// Whether own statements can read and write what the watch needs. Outside of them.
bool takes_changes();

// Inside own_statements.
void write_change(const Change &change);

} // namespace pgmigrate::store
