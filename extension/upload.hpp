// Taking scripts in: upload and amend.
#pragma once
#include <string>
#include <vector>

#include "extension/settings.hpp"
#include "extension/store.hpp"

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

// Stores one script of a revision that must not exist yet. Returns its id.
std::string upload_new(const Scope &scope, const UploadText &text);

// Replaces one revision's script, applied or not. Refuses parents that would leave what is applied not closed.
std::string amend(const Scope &scope, const UploadText &text);

// Whether the role vouches for the script in both directions.
bool is_vouched(const store::StoredScript &stored, const std::string &role);

} // namespace pgmigrate
