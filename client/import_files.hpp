// The files of another tool's directory, for those that read them.
#pragma once
#include "client/import.hpp"

namespace pgmigrate::client {

enum class Folders { this_one, below_too };

// All files whose names do not begin with a dot, sorted. Throws refused if the directory cannot be read.
std::vector<std::filesystem::path> files_of(const std::filesystem::path &directory, Folders folders);

// The text of a file without a byte order mark, as UTF-8 and with LF; a problem, and nothing, if that is not what it
// holds, or if it has what no server takes as SQL.
bool read_sql(const std::filesystem::path &path, ImportSource &source, std::string &text);

// "create_users" and "create-users" as a message.
std::string message_of(std::string_view name);

// A version as it was given, and as a number of parts: 1.10 comes after 1.9.
class Version {
public:
	Version() = default;
	explicit Version(std::string_view text);
	const std::string &text() const { return text_; }
	bool operator==(const Version &other) const { return parts_ == other.parts_; }
	bool operator<(const Version &other) const;

private:
	std::string text_;
	std::vector<std::string> parts_; // digits without leading zeros; trailing zero parts left out
};

// A revision with its version, until all are there to be put in order.
struct Versioned {
	Version version;
	Imported revision;
};

// Puts the revisions in the order of their versions, each revising the one before; two of a version are a problem.
void chain(std::vector<Versioned> versioned, ImportSource &source);

// Drops BEGIN before the first statement and COMMIT after the last one: the section is a transaction by itself.
void drop_outer_transaction(std::string &sql);

} // namespace pgmigrate::client
