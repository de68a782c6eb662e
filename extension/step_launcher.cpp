#include "extension/step_launcher.hpp"

#include <cstring>

#include "extension/settings_level.hpp"
#include "extension/worker_start.hpp"

#include "extension/pg/compat.hpp"
#include "extension/pg/guard.hpp"

namespace pgmigrate {

namespace {

using pg::pg_call;
using pg::PgError;

constexpr Size kQueueSize = 65536;

// A worker and the way to it. Plain: the server's errors pass over it.
struct Worker {
	dsm_segment *segment;
	shm_mq_handle *queue;
	BackgroundWorkerHandle *handle;
	pid_t pid;
	bool done, detached;
	ErrorData *error;
};

// Whose end must be the worker's, too. An error passes through the code that waits; the end of the process does not.
BackgroundWorkerHandle *waited_for = nullptr;

void stop_with_us(int, Datum) {
	if (waited_for != nullptr)
		TerminateBackgroundWorker(waited_for);
}

void register_worker(Worker &worker) {
	static bool watching = false;
	if (!watching)
		before_shmem_exit(stop_with_us, 0);
	watching = true;
	worker.handle = start_worker(
		{"pgmigrate_step_worker", "pgmigrate step worker", "for what must run outside of a transaction"},
		worker.segment);
	waited_for = worker.handle;
	shm_mq_set_handle(worker.queue, worker.handle);
}

void start(Worker &worker, const char *task, Size task_size) {
	shm_toc_estimator estimator;
	shm_toc_initialize_estimator(&estimator);
	Size settings_size = EstimateGUCStateSpace();
	shm_toc_estimate_chunk(&estimator, sizeof(WorkerHeader));
	shm_toc_estimate_chunk(&estimator, task_size);
	shm_toc_estimate_chunk(&estimator, settings_size);
	shm_toc_estimate_chunk(&estimator, kQueueSize);
	shm_toc_estimate_keys(&estimator, 4);
	Size size = shm_toc_estimate(&estimator);
	worker.segment = dsm_create(size, 0);
	shm_toc *toc = shm_toc_create(kWorkerMagic, dsm_segment_address(worker.segment), size);

	auto *header = static_cast<WorkerHeader *>(shm_toc_allocate(toc, sizeof(WorkerHeader)));
	*header = {MyDatabaseId, GetSessionUserId(), task_size};
	shm_toc_insert(toc, kWorkerHeader, header);
	void *packed = shm_toc_allocate(toc, task_size);
	memcpy(packed, task, task_size);
	shm_toc_insert(toc, kWorkerTask, packed);
	auto *settings = static_cast<char *>(shm_toc_allocate(toc, settings_size));
	SerializeGUCState(settings_size, settings);
	shm_toc_insert(toc, kWorkerSettings, settings);
	shm_mq *queue = shm_mq_create(shm_toc_allocate(toc, kQueueSize), kQueueSize);
	shm_toc_insert(toc, kWorkerQueue, queue);
	shm_mq_set_receiver(queue, MyProc);
	worker.queue = shm_mq_attach(queue, worker.segment, nullptr);
	register_worker(worker);
}

// An error is kept, not raised: the worker has to end first.
void take_error_or_notice(Worker &worker, StringInfo message) {
	ErrorData error;
	pq_parse_errornotice(message, &error);
	if (error.elevel < ERROR) {
		ThrowErrorData(&error);
		return;
	}
	error.elevel = ERROR;
	auto *kept =
		static_cast<ErrorData *>(palloc(sizeof(ErrorData))); // its texts were copied by whoever read them
	*kept = error;
	worker.error = kept;
}

void take_message(Worker &worker, StringInfo message, ExecutionPlace &place) {
	switch (pq_getmsgbyte(message)) {
	case 'E':
	case 'N':
		take_error_or_notice(worker, message);
		break;
	case kPlaceMessage:
		place.ordinal = static_cast<int>(pq_getmsgint(message, 4));
		place.line = static_cast<int>(pq_getmsgint(message, 4));
		place.column = static_cast<int>(pq_getmsgint(message, 4));
		place.tag = MemoryContextStrdup(pg::ErrorHome::current(), pq_getmsgstring(message));
		break;
	case kDetachedMessage:
		worker.detached = true;
		break;
	case 'Z':
		worker.done = true;
		break;
	default: // command tags, parameters
		break;
	}
}

// Takes one message, or waits for something to happen. False when there are no more to come.
bool take_or_wait(Worker &worker, ExecutionPlace &place) {
	Size size;
	void *data;
	switch (shm_mq_receive(worker.queue, &size, &data, true)) {
	case SHM_MQ_SUCCESS: {
		StringInfoData message;
		initStringInfo(&message);
		appendBinaryStringInfo(&message, static_cast<const char *>(data), static_cast<int>(size));
		take_message(worker, &message, place);
		pfree(message.data);
		return !worker.detached;
	}
	case SHM_MQ_WOULD_BLOCK:
		// A look at a catalog anywhere takes a snapshot, which CREATE INDEX CONCURRENTLY would wait for: nobody would
		// see that each waits for the other.
		InvalidateCatalogSnapshot();
		(void)WaitLatch(MyLatch, WL_LATCH_SET | WL_EXIT_ON_PM_DEATH, 0, PG_WAIT_EXTENSION);
		ResetLatch(MyLatch);
		return true;
	case SHM_MQ_DETACHED:
		break;
	}
	return false;
}

// The caller is cancelled: the worker is, too, and may clean up. A second cancel, or the end of the session, ends it.
void cancel(Worker &worker, ExecutionPlace &place) {
	if (GetBackgroundWorkerPid(worker.handle, &worker.pid) == BGWH_STARTED)
		kill(worker.pid, SIGINT);
	else
		TerminateBackgroundWorker(worker.handle);
	while (take_or_wait(worker, place))
		if (QueryCancelPending || ProcDiePending)
			TerminateBackgroundWorker(worker.handle);
	// A second cancel has done its work by now, and one more cannot do more: the first error is the one to tell.
	HOLD_INTERRUPTS();
	(void)WaitForBackgroundWorkerShutdown(worker.handle);
	QueryCancelPending = false;
	RESUME_INTERRUPTS();
}

void finish(Worker &worker) {
	dsm_detach(worker.segment);
}

// However the waiting ends: the worker's handle goes with the memory of the call.
struct EndOfWait {
	~EndOfWait() { waited_for = nullptr; }
};

} // namespace

int run_in_worker(const WorkerTask &task, pg::ProcedureTransactions &transactions,
	const std::function<void()> &apply_settings, const std::function<void(int pid)> &started,
	ExecutionPlace &place) {
	std::string packed = pack(task);
	transactions.commit();
	SettingsLevel settings;
	apply_settings();
	Worker worker{};
	EndOfWait end;
	pg_call([&] { start(worker, packed.data(), packed.size()); });
	settings.leave();
	pg::stop_transaction_timeout();
	try {
		if (pg_call([&] { return WaitForBackgroundWorkerStartup(worker.handle, &worker.pid); }) ==
			BGWH_STARTED)
			started(static_cast<int>(worker.pid));
		pg_call([&] {
			while (take_or_wait(worker, place))
				CHECK_FOR_INTERRUPTS();
		});
	} catch (const PgError &) {
		pg_call([&] {
			cancel(worker, place);
			finish(worker);
		});
		throw;
	}
	pg_call([&] {
		if (worker.detached) {
			(void)GetBackgroundWorkerPid(worker.handle, &worker.pid);
		} else if (WaitForBackgroundWorkerShutdown(worker.handle) == BGWH_POSTMASTER_DIED)
			proc_exit(1);
		finish(worker);
	});
	if (worker.error != nullptr)
		pg_call([&] { ThrowErrorData(worker.error); });
	if (!worker.done && !worker.detached)
		throw core::Error("08006", "the background worker ended before its statement did",
			"It was killed, or could not be started; the server's log tells.",
			"Call again: it goes on where it stopped.");
	return static_cast<int>(worker.pid);
}

} // namespace pgmigrate
