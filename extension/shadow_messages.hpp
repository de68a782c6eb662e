// What the processes of a shadow share: whoever asked for it, its keeper and its runner. They meet in a segment of shared
// memory, and talk through its queues.
#pragma once
#include <cstdint>
#include <string>

#include "extension/packed_texts.hpp"
#include "extension/pg/guard.hpp"

namespace pgmigrate {

// The parts of the segment.
inline constexpr std::uint64_t kShadowMagic = 0x70676d7368616477;
enum ShadowKey : std::uint64_t {
	kShadowHeader = 1,
	kShadowSettings,
	kShadowHold, // from the caller to the keeper: nothing is sent; detached when the caller is done, or dead
	kShadowKeeper, // from the keeper to the caller
	kShadowTasks,  // from the caller to the runner
	kShadowAnswers // from the runner to the caller
};

// What the keeper is to do.
enum class ShadowTask : int {
	use,             // make one, or take the standing one, until the caller is done
	drop_abandoned,  // drop what crashes left behind
	create_standing, // make one that stays
	drop_standing
};

// Read by other processes: plain.
struct ShadowHeader {
	ShadowTask task;
	unsigned live, session_user, extension_owner; // oids
	int caller_pid;
	int lock_wait;                 // for the standing one, ms
	int lock_timeout;              // of the caller, ms; 0 for none
	char role[NAMEDATALEN];        // of the caller's SET ROLE; "none" for the session's user
	char name[NAMEDATALEN];        // of a standing one; empty for one that comes and goes
	unsigned shadow;               // its oid, once the keeper knows it
	std::uint64_t since;           // the transaction that wrote its record
	char shadow_name[NAMEDATALEN]; // likewise
	char server_rows[4096];        // of a standing one; of one that is being made, the runner's answer
	char debug_points[256];        // of the caller, for tests
	volatile bool busy;            // the runner has something to do
};

// Messages beside the protocol's own errors and notices.
inline constexpr char kAnswerMessage = 'a';  // texts, packed
inline constexpr char kFailureMessage = 'f'; // a Failure of what ran, packed: the process goes on
inline constexpr char kLostMessage = 'l';    // from the keeper: the runner is gone

// Tasks of the runner, as the first text of each.
inline constexpr const char *kTaskPrepare = "prepare", *kTaskLoad = "load", *kTaskLoadRows = "load rows",
							*kTaskTargetSchema = "target schema", *kTaskRun = "run",
							*kTaskSnapshot = "snapshot", *kTaskClear = "clear";

// Where a process is gone that should have said something.
inline core::Error lost_process() {
	return core::Error("08006", "a background worker of the shadow database ended before its work was done",
		"It was killed, or could not be started; the server's log tells.", "Call again.");
}

// Sends such a message to whoever this process talks to. Server code.
inline void send_to_caller(char kind, const char *packed, Size size) {
	StringInfoData message;
	pq_beginmessage(&message, kind);
	pq_sendbytes(&message, packed, static_cast<int>(size));
	pq_endmessage(&message);
}
inline void send_to_caller(char kind, const std::string &packed) {
	pg::pg_call([&] { send_to_caller(kind, packed.data(), packed.size()); });
}

} // namespace pgmigrate
