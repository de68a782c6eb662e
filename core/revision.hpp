// One revision as a value: its place in the graph, and the migration file that carries it.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace pgmigrate::core {

enum class Direction { upgrade, downgrade };
// "upgrade" or "downgrade".
std::string_view name(Direction direction);

// A revision's place in the graph. `revises` and `depends_on` are as written: ids, in depends_on also labels.
struct Revision {
	std::string id;
	std::vector<std::string> revises;
	std::vector<std::string> depends_on;
	std::vector<std::string> branch_labels;
	std::string message;
	std::vector<std::string> replaces = {}; // ids of the revisions that have become this one
};

// Throws illegal_revision_id unless `id` can be a revision id (or branch label: `what` names which in the error):
// 1 to 255 bytes without "@", "-", "+", ":", ",", white space or control characters; not head, heads, base, current.
void check_revision_id(std::string_view id, std::string_view what = "revision id");

// One side of a migration file: a slice of Script::text that is run as it stands.
struct Section {
	bool present = false;        // the marker stands in the file
	std::size_t offset = 0;      // of the section's SQL in Script::text, bytes
	std::size_t length = 0;      // bytes
	int line = 0;                // of the marker, counted from 1 in the script
	bool transaction = true;     // transaction:false on the marker
	bool declared_empty = false; // empty:true on the marker
};

// A directive "set: name = 'value'".
struct Setting {
	std::string name;
	std::string value;
	int line = 0;
};

// A migration file. `text` is its every byte, but that a BOM is dropped and \restrict lines are blanked.
struct Script {
	Revision revision;
	std::string name; // file name as given, or empty
	std::string text;
	bool has_header = true; // false: taken by its file name, revision.revises not yet decided
	std::optional<std::string> irreversible; // the reason
	std::vector<Setting> settings;
	std::vector<std::string> allow;
	Section upgrade;
	Section downgrade;
	std::string checksum; // SHA-256, 64 hex digits, of the whole text, normalized likewise

	const Section &section(Direction direction) const {
		return direction == Direction::upgrade ? upgrade : downgrade;
	}
	// The SQL of a section.
	std::string_view sql(Direction direction) const {
		const Section &s = section(direction);
		return std::string_view(text).substr(s.offset, s.length);
	}
	// SHA-256, 64 hex digits, of a section's normalized SQL; empty if the section is not present.
	std::string section_checksum(Direction direction) const;
	// True if the section holds nothing but blanks and comments.
	bool is_blank(Direction direction) const;
	// Whether downgrade may run: there is a downgrade section, not empty under a non-empty upgrade unless declared
	// so, and the revision is not marked irreversible.
	bool is_reversible() const;
};

} // namespace pgmigrate::core
