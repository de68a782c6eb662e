// Exit codes: what a script that calls the client can rely on.
#pragma once

namespace pgmigrate::client {

enum class ExitCode : int {
	done = 0,
	not_up_to_date = 1, // current --check-heads, drift --check; progress --follow: what it watched failed
	usage = 2,          // the command line makes no sense
	no_connection = 3,  // the server could not be reached, or was lost
	refused = 4,        // nothing ran: a broken file, an unknown revision, a missing right, a lock
	rolled_back = 5,    // a script failed and the run was taken back
	part_way = 6,    // a script failed, and what a run with a transaction for each step did before it stands
	unreported = 7,  // it is done, and standard output could not be written
	cancelled = 130, // Ctrl-C; other signals give 128 and their number, as in a shell
};

} // namespace pgmigrate::client
