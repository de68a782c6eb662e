// Brings the directory's migration files to the database before a command names revisions.
#pragma once
#include <string>
#include <vector>

#include "client/session.hpp"
#include "client/workspace.hpp"

namespace pgmigrate::client {

// What the directory has that the server has not, or not so, or that is not accepted for the caller.
struct Differences {
	std::size_t count;
	Parameter texts, names;   // for kUpload
	Parameter revisions = {}; // to be passed on: the directory's ids, where the server holds others
	std::vector<std::string> only_on_server = {}; // not applied, and no part of one that the directory has
};
// Throws refused without a directory. The server answers while the files still are read.
Differences differences(Session &session, const Workspace &workspace);

// Stores the texts $1 with the names $2 in the project $3.
inline constexpr const char *kUpload =
	"SELECT revision, outcome FROM pgmigrate.upload(scripts => $1::pg_catalog.text[],"
	" names => $2::pg_catalog.text[], project => $3)";

struct Outcome {
	std::string revision;
	std::string outcome; // new, replaced, unchanged, or removed where it has become a part of another one
};

struct Synchronized {
	std::vector<Outcome> outcomes = {};      // of what was sent
	Parameter revisions;                     // as of Differences
	std::vector<std::string> only_on_server; // as of Differences
};

// Uploads what differs or is not accepted for the caller, in a transaction of its own; deletes nothing.
Synchronized synchronize(Session &session, const Workspace &workspace);

// The same, with a word on stderr about what was uploaded and what is on the server only. Returns the
// argument `revisions` for what comes next; null without a directory.
Parameter upload_first(Session &session, const Workspace &workspace);

} // namespace pgmigrate::client
