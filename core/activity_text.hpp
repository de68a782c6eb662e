// What a run says of itself where other sessions see its query: a comment with one JSON object, and the statement.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pgmigrate::core {

// What the object holds. Zeros and empty texts are left out, but for the project and the target schema.
struct ActivityText {
	std::string project, target_schema;
	std::string mode, direction, revision, tag, phase;
	int step = 0, steps = 0;           // of the run, from 1
	int statement = 0, statements = 0; // of the step, from 1
	int worker_pid = 0;                // of the process that works for this one
	int blocked_by = 0;                // a process that is in the way and that no lock shows
	std::int64_t since = 0; // microseconds since 1970, the statement's beginning; to the millisecond
};

// /* pgmigrate {...} */ statement
std::string write_activity(const ActivityText &activity, std::string_view statement);

struct ReadActivity {
	ActivityText activity;
	std::string_view statement; // of the text that was read
};
// Nothing for any text that write_activity does not write, such as one whose end is cut off within the object.
std::optional<ReadActivity> read_activity(std::string_view text);

} // namespace pgmigrate::core
