// The background worker's side: takes a task over, becomes the session that it came from, and runs it at top level.
#include <fmt/format.h>

#include "extension/detached_call.hpp"
#include "extension/execution.hpp"
#include "extension/section_worker.hpp"
#include "extension/settings_level.hpp"
#include "extension/worker_start.hpp"

#include "extension/pg/compat.hpp"
#include "extension/pg/guard.hpp"

using namespace pgmigrate;
using pg::pg_call;

namespace {

struct Given {
	dsm_segment *segment;
	const WorkerHeader *header;
	const char *task;
	char *settings;
};

// Attaches to what the caller prepared; from here on, messages go to him.
Given take_over(Datum argument) {
	GivenSegment given = begin_worker(argument, kWorkerMagic);
	talk_through(given, kWorkerQueue);
	return {given.segment,
		static_cast<const WorkerHeader *>(shm_toc_lookup(given.contents, kWorkerHeader, false)),
		static_cast<const char *>(shm_toc_lookup(given.contents, kWorkerTask, false)),
		static_cast<char *>(shm_toc_lookup(given.contents, kWorkerSettings, false))};
}

// The settings of the caller's session; messages stay in the database's encoding, whatever the client's is.
void become_session(const Given &given) {
	ExecutionPlace nowhere;
	in_transaction(nowhere, [&] { pg_call([&] { RestoreGUCState(given.settings); }); });
	pg_call([] { SetClientEncoding(GetDatabaseEncoding()); });
}

// The role of the caller's session; a step is told by its name, a CALL keeps that of who made it.
void become_caller(const WorkerTask &task) {
	ExecutionPlace nowhere;
	in_transaction(nowhere, [&] {
		if (task.call.empty())
			set_for_session("application_name", fmt::format("pgmigrate {}", task.revision));
		if (task.role != "none")
			set_for_session("role", task.role);
	});
}

Datum work(const Given &given) {
	WorkerTask task = unpack({given.task, given.header->task_size});
	become_session(given);
	task.scope = Scope::from(task.scope.project, task.scope.target_schema); // hints name it
	become_caller(task);
	if (task.call.empty())
		run_section(task);
	else
		run_detached_call(task, [&] {
			pg_call([&] {
				StringInfoData message;
				pq_beginmessage(&message, kDetachedMessage);
				pq_endmessage(&message);
				dsm_detach(given.segment); // and nobody listens any more
			});
		});
	return static_cast<Datum>(0);
}

} // namespace

extern "C" {
PGDLLEXPORT void pgmigrate_step_worker(Datum argument);
}

extern "C" void pgmigrate_step_worker(Datum argument) {
	Given given = take_over(argument);
	BackgroundWorkerInitializeConnectionByOid(
		given.header->database, given.header->session_user, pg::kWorkerConnectionFlags);
	(void)pg::pg_boundary([&] { return work(given); });
	ReadyForQuery(DestRemote);
}
