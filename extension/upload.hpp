// Taking scripts in: upload, amend, remove, and revisions made from SQL alone.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "extension/settings.hpp"

namespace pgmigrate {

struct UploadOutcome {
	std::string revision;
	const char *outcome; // new, replaced, unchanged
};

// One text with the name of its file, or without.
struct UploadText {
	std::string text;
	std::string name;
};

// Stores the files in the texts. Refuses, with nothing stored: what breaks the format or can never run, ids or labels
// given twice, cycles, and for an applied revision another upgrade section, other parents or dependencies (55000).
std::vector<UploadOutcome> upload(const Scope &scope, const std::vector<UploadText> &texts);

// Replaces one revision's script, applied or not. Refuses parents that would leave what is applied not closed.
std::string amend(const Scope &scope, const UploadText &text);

// Deletes a revision that is applied nowhere (55000) and that nothing rests on (2BP01).
std::string remove_revision(const Scope &scope, const std::string &target);

struct RevisionRequest {
	std::string message, upgrade;
	std::optional<std::string> downgrade, id, revises;
};
// Makes a revision, on the head by default, and stores it. Returns its id.
std::string make_revision(const Scope &scope, const RevisionRequest &request);

} // namespace pgmigrate
