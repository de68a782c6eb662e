// The last failed run of this session: remembered in memory, since its transaction takes every row along with it.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "extension/settings.hpp"
#include "extension/trust.hpp"

namespace pgmigrate {

struct Failure {
	Scope scope;
	Caller caller;
	std::string direction, revision, checksum;
	std::string name; // of the file, or empty
	int line = 0, column = 0;
	int statement = 0;
	std::string source_line;
	std::string sqlstate, message;
	std::int64_t started_at = 0, duration = 0; // microseconds
	bool logged = false; // the run has written its row already
};

// Remembers the failure and writes it to the server's log.
void remember_failure(Failure failure);
// A run that begins makes the last one's failure stale.
void forget_failure();
bool has_failure();
// Hands it out, once.
std::optional<Failure> take_failure();

} // namespace pgmigrate
