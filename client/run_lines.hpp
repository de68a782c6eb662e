// The runs that go on, as the server tells of them, each as a line.
#pragma once
#include <string>
#include <vector>

#include "client/render.hpp"

namespace pgmigrate::client {

struct Run {
	Row row;
};

// Asks for the runs of a project ($1) and a target schema ($2); those that may be of them are among them.
extern const char *const kRunsNow;
// What that answers.
std::vector<Run> runs_of(const Result &result);

// The server process.
std::string run_pid(const Run &run);
// "upgrade 003_index, step 1 of 2, statement 2 of 5, CREATE INDEX: running"
std::string run_place(const Run &run);
// The process, the place, how long, how much, whom it waits for.
std::string run_line(const Run &run);
// The same without the process, for who waits for it, in so many columns: what changes stays, words give way to it.
std::string live_line(const Run &run, std::size_t columns);

} // namespace pgmigrate::client
