#include "extension/worker_start.hpp"

#include <cstring>

namespace pgmigrate {

BackgroundWorkerHandle *start_worker(const WorkerKind &kind, dsm_segment *segment) {
	BackgroundWorker wanted;
	memset(&wanted, 0, sizeof wanted);
	wanted.bgw_flags = BGWORKER_SHMEM_ACCESS | BGWORKER_BACKEND_DATABASE_CONNECTION;
	wanted.bgw_start_time = BgWorkerStart_RecoveryFinished;
	wanted.bgw_restart_time = BGW_NEVER_RESTART;
	strlcpy(wanted.bgw_library_name, "pgmigrate", sizeof wanted.bgw_library_name);
	strlcpy(wanted.bgw_function_name, kind.entry_point, sizeof wanted.bgw_function_name);
	strlcpy(wanted.bgw_name, kind.name, sizeof wanted.bgw_name);
	strlcpy(wanted.bgw_type, "pgmigrate", sizeof wanted.bgw_type);
	wanted.bgw_main_arg = UInt32GetDatum(dsm_segment_handle(segment));
	wanted.bgw_notify_pid = MyProcPid;
	BackgroundWorkerHandle *handle;
	if (!RegisterDynamicBackgroundWorker(&wanted, &handle))
		ereport(ERROR,
			(errcode(ERRCODE_CONFIGURATION_LIMIT_EXCEEDED),
				errmsg("no background worker is free %s", kind.purpose),
				errdetail("All of max_worker_processes (%d) are in use.", max_worker_processes),
				errhint(
					"Call again when others have ended, or raise max_worker_processes and restart the server.")));
	return handle;
}

GivenSegment begin_worker(Datum argument, std::uint64_t magic) {
	pqsignal(SIGTERM, die);
	BackgroundWorkerUnblockSignals();
	CurrentMemoryContext =
		AllocSetContextCreate(TopMemoryContext, "pgmigrate worker", ALLOCSET_DEFAULT_SIZES);
	dsm_segment *segment = dsm_attach(DatumGetUInt32(argument));
	if (segment == nullptr)
		ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
						   errmsg("whoever started this background worker is gone")));
	shm_toc *contents = shm_toc_attach(magic, dsm_segment_address(segment));
	if (contents == nullptr)
		ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
						   errmsg("bad magic number in dynamic shared memory segment")));
	return {segment, contents};
}

void talk_through(const GivenSegment &given, std::uint64_t queue) {
	auto *to_caller = static_cast<shm_mq *>(shm_toc_lookup(given.contents, queue, false));
	shm_mq_set_sender(to_caller, MyProc);
	pq_redirect_to_shm_mq(given.segment, shm_mq_attach(to_caller, given.segment, nullptr));
}

} // namespace pgmigrate
