// What a background worker is given to do, and how it travels there: through a segment of shared memory.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "core/revision.hpp"
#include "extension/settings.hpp"

namespace pgmigrate {

// Either a step whose section is marked transaction:false, or a CALL to run without whoever made it.
struct WorkerTask {
	Scope scope;
	std::string role; // as the setting says; "none" for the session's user
	core::Direction direction = core::Direction::upgrade;
	std::string revision; // of a CALL, its target
	// of a step
	std::string run; // uuid, for the ledger
	std::string script, name;
	// of a CALL; empty for a step
	std::string call;
};

// The role that the session has by SET ROLE, for a task to name.
std::string role_for_worker();

std::string pack(const WorkerTask &task);
WorkerTask unpack(std::string_view packed);

// The parts of the segment.
inline constexpr std::uint64_t kWorkerMagic = 0x70676d6967726174;
enum WorkerKey : std::uint64_t { kWorkerHeader = 1, kWorkerTask, kWorkerSettings, kWorkerQueue };

// Beside the task: what the worker needs before it is connected. Read by another process: plain numbers only.
struct WorkerHeader {
	unsigned database, session_user; // oids
	std::uint64_t task_size;
};

// Messages of the worker beside the protocol's own: where it is, and that it goes on alone.
inline constexpr char kPlaceMessage = 'p', kDetachedMessage = 'd';

} // namespace pgmigrate
