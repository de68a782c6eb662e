// The background worker's side: takes a task over, becomes the session that it came from, and runs it at top level.
#include <fmt/format.h>

#include "extension/detached_call.hpp"
#include "extension/execution.hpp"
#include "extension/section_worker.hpp"
#include "extension/settings_level.hpp"

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
	dsm_segment *segment = dsm_attach(DatumGetUInt32(argument));
	if (segment == nullptr)
		ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
						   errmsg("whoever started this background worker is gone")));
	shm_toc *toc = shm_toc_attach(kWorkerMagic, dsm_segment_address(segment));
	if (toc == nullptr)
		ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
						   errmsg("bad magic number in dynamic shared memory segment")));
	auto *queue = static_cast<shm_mq *>(shm_toc_lookup(toc, kWorkerQueue, false));
	shm_mq_set_sender(queue, MyProc);
	pq_redirect_to_shm_mq(segment, shm_mq_attach(queue, segment, nullptr));
	return {segment, static_cast<const WorkerHeader *>(shm_toc_lookup(toc, kWorkerHeader, false)),
		static_cast<const char *>(shm_toc_lookup(toc, kWorkerTask, false)),
		static_cast<char *>(shm_toc_lookup(toc, kWorkerSettings, false))};
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
	pqsignal(SIGTERM, die);
	BackgroundWorkerUnblockSignals();
	CurrentMemoryContext =
		AllocSetContextCreate(TopMemoryContext, "pgmigrate worker", ALLOCSET_DEFAULT_SIZES);
	Given given = take_over(argument);
	BackgroundWorkerInitializeConnectionByOid(
		given.header->database, given.header->session_user, pg::kWorkerConnectionFlags);
	(void)pg::pg_boundary([&] { return work(given); });
	ReadyForQuery(DestRemote);
}
