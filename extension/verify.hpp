// Proves on a shadow what revisions say of themselves: that their downgrades undo their upgrades, and that they can be
// upgraded again.
#pragma once
#include <string>
#include <vector>

#include "extension/settings.hpp"
#include "extension/step.hpp"

namespace pgmigrate {

struct VerifyRequest {
	Scope scope;
	std::string target;        // or a range, "a:b"
	bool from_present = false; // begins with the live schema and what is applied to it, not with nothing
	bool strict_column_order = false;
	std::vector<std::string> copy_rows; // tables whose rows are there from the beginning; from_present only
	Variables variables;
};

// One thing found of a revision; "ok" is one, too.
struct Finding {
	std::string revision;
	// "ok", "irreversible" (as its header says), "no downgrade", "differs", "failed", "not provable", "not verified"
	const char *result;
	std::string phase; // in which it was found: "upgrade", "downgrade", "second upgrade"
	std::string words;
	std::string file;
	int line = 0; // of the script; 0: nowhere in it
};

// In the order of the plan. After a failure the revisions behind it are not verified. Throws what planning throws, and what
// stands against a shadow.
std::vector<Finding> verify(const VerifyRequest &request);

} // namespace pgmigrate
