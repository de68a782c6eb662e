// The migration file: reading and writing. It finds header and sections by line; it never splits SQL.
#pragma once
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/revision.hpp"

namespace pgmigrate::core {

// Reads a text that holds one migration file or, as `cat` makes them, several. `name` is the file's name for errors and
// for a file without our header; it may be empty. Lines in errors and sections count from the first line of `text` when
// it holds one file, else from the first line of the file within it.
// Throws malformed_script or illegal_revision_id, with file and line.
std::vector<Script> parse_scripts(std::string_view text, std::string_view name = {});

// Reads one of those texts. Throws the same.
Script parse_script(std::string_view file, std::string_view name = {});

// The texts of those files, in the same order.
std::vector<std::string_view> split_files(std::string_view text);

// Blanks pg_dump's \restrict and \unrestrict lines before the first and after the last SQL, so that no offset moves. The
// other functions do so themselves.
void blank_restrict_lines(std::string &text);

// Gives every script without a header its parent: the one whose id sorts directly before it among `scripts` without
// header and `stored` ids. A stored one keeps the parent it has. Throws object_not_in_prerequisite_state (55000) for a
// new one that sorts before a revision for which `is_applied` holds, with the header to add in the hint.
void place_scripts_without_header(std::vector<Script> &scripts, std::span<const Revision> stored,
	const std::function<bool(const std::string &)> &is_applied);

// What a new migration file is made from.
struct NewScript {
	Revision revision;
	std::string upgrade;          // SQL, may be empty
	std::string downgrade;        // SQL, may be empty
	bool has_downgrade = true;    // false: no downgrade section at all
	bool empty = false;           // both sections are declared empty; they must be
	bool empty_downgrade = false; // the downgrade alone is
	bool upgrade_transaction = true, downgrade_transaction = true; // false: transaction:false on the marker
	std::string irreversible = {};                                 // why there is no way back, or empty
	std::vector<Setting> settings = {};
	std::vector<std::string> allow = {};
};
// The text of a migration file, final newline included; parse_scripts gives back what went in.
std::string write_script(const NewScript &script);

// The header block of a revision alone ("-- message", "--", "-- revision: ...", "-- revises: ..."), for hints.
std::string write_header(const Revision &revision);

// "add_rejection_reason" of "Add rejection reason!": ASCII lower case and digits, words joined by "_", at most 40 bytes;
// letters outside ASCII are kept.
std::string slug(std::string_view message);

// The id after `ids`: the highest leading number among them plus one, as wide as theirs (3 digits at least; 000 where
// none has a number and there are none), and the message's slug: "003_add_rejection_reason".
std::string next_revision_id(std::span<const std::string> ids, std::string_view message);

// "<id>.sql" when the id holds the message's slug, else "<id>_<slug>.sql".
std::string file_name(const Revision &revision);

} // namespace pgmigrate::core
