#include "extension/shadow_link.hpp"

#include <cstring>

#include "extension/debug_point.hpp"
#include "extension/settings.hpp"
#include "extension/worker_start.hpp"
#include "extension/worker_task.hpp"

#include "extension/pg/barriers.hpp"
#include "extension/pg/spi.hpp"

namespace pgmigrate {

namespace {

using pg::pg_call;

constexpr Size kQueueSize = 65536;

enum class End { sender, receiver };

// One of the segment's queues, with this process at that end. Server code.
shm_mq_handle *make_queue(shm_toc *contents, dsm_segment *segment, ShadowKey key, End end) {
	shm_mq *queue = shm_mq_create(shm_toc_allocate(contents, kQueueSize), kQueueSize);
	shm_toc_insert(contents, key, queue);
	if (end == End::sender)
		shm_mq_set_sender(queue, MyProc);
	else
		shm_mq_set_receiver(queue, MyProc);
	return shm_mq_attach(queue, segment, nullptr);
}

void wait_for_something(bool interruptible) {
	pg_call([&] {
		// A look at a catalog anywhere takes a snapshot, which others would wait for.
		InvalidateCatalogSnapshot();
		(void)WaitLatch(MyLatch, WL_LATCH_SET | WL_EXIT_ON_PM_DEATH, 0, PG_WAIT_EXTENSION);
		ResetLatch(MyLatch);
		if (interruptible)
			CHECK_FOR_INTERRUPTS();
		else
			pg::accept_barriers(); // the keeper's DROP DATABASE waits for it
	});
}

} // namespace

ShadowLink::ShadowLink(ShadowTask task, const std::string &name) {
	try {
		start(task, name);
	} catch (...) {
		if (segment_ != nullptr)
			pg_call([&] { dsm_detach(segment_); });
		throw;
	}
}

void ShadowLink::create_segment(Size settings_size) {
	shm_toc_estimator estimator;
	shm_toc_initialize_estimator(&estimator);
	shm_toc_estimate_chunk(&estimator, sizeof(ShadowHeader));
	shm_toc_estimate_chunk(&estimator, settings_size);
	for (int i = 0; i < 4; i++)
		shm_toc_estimate_chunk(&estimator, kQueueSize);
	shm_toc_estimate_keys(&estimator, 6);
	const Size size = shm_toc_estimate(&estimator);
	segment_ = dsm_create(size, 0);
	shm_toc *contents = shm_toc_create(kShadowMagic, dsm_segment_address(segment_), size);
	header_ = static_cast<ShadowHeader *>(shm_toc_allocate(contents, sizeof(ShadowHeader)));
	std::memset(header_, 0, sizeof(ShadowHeader));
	shm_toc_insert(contents, kShadowHeader, header_);
	auto *settings = static_cast<char *>(shm_toc_allocate(contents, settings_size));
	SerializeGUCState(settings_size, settings);
	shm_toc_insert(contents, kShadowSettings, settings);
	hold_ = make_queue(contents, segment_, kShadowHold, End::sender);
	keeper_.handle = make_queue(contents, segment_, kShadowKeeper, End::receiver);
	tasks_ = make_queue(contents, segment_, kShadowTasks, End::sender);
	answers_.handle = make_queue(contents, segment_, kShadowAnswers, End::receiver);
}

void ShadowLink::start(ShadowTask task, const std::string &name) {
	const std::string role = role_for_worker();
	const Oid owner = pg::extension_owner();
	pg_call([&] {
		create_segment(EstimateGUCStateSpace());
		header_->task = task;
		header_->live = MyDatabaseId;
		header_->session_user = GetSessionUserId();
		header_->extension_owner = owner;
		header_->caller_pid = MyProcPid;
		header_->lock_wait = lock_wait_setting();
		header_->lock_timeout = LockTimeout;
		strlcpy(header_->role, role.c_str(), sizeof header_->role);
		strlcpy(header_->name, name.c_str(), sizeof header_->name);
		strlcpy(header_->debug_points, debug_points(), sizeof header_->debug_points);
		keeper_process_ = start_worker(
			{"pgmigrate_shadow_keeper", "pgmigrate shadow keeper", "for a shadow database"}, segment_);
		shm_mq_set_handle(keeper_.handle, keeper_process_);
	});
}

ShadowLink::~ShadowLink() {
	try {
		end_quietly();
	} catch (const pg::PgError &) {} // the keeper ends without us
}

// A notice is passed on; an error ends whoever sent it.
std::optional<ShadowLink::Message> ShadowLink::take(Queue &queue) {
	if (!queue.open)
		return std::nullopt;
	struct {
		Size size;
		void *data;
		shm_mq_result result;
	} got{};
	pg_call([&] { got.result = shm_mq_receive(queue.handle, &got.size, &got.data, true); });
	if (got.result == SHM_MQ_DETACHED)
		queue.open = false;
	if (got.result != SHM_MQ_SUCCESS)
		return std::nullopt;
	const auto *bytes = static_cast<const char *>(got.data);
	return Message{bytes[0], std::string(bytes + 1, got.size - 1)};
}

std::optional<ShadowLink::Message> ShadowLink::take_from(Queue &queue) {
	while (auto message = take(queue)) {
		if (message->kind == kLostMessage)
			runner_lost_ = true;
		if (message->kind == kAnswerMessage || message->kind == kFailureMessage)
			return message;
		if (message->kind != 'E' && message->kind != 'N')
			continue; // parameters
		pg_call([&] {
			StringInfoData text;
			initStringInfo(&text);
			appendBinaryStringInfo(&text, message->body.data(), static_cast<int>(message->body.size()));
			MemoryContext caller = MemoryContextSwitchTo(pg::ErrorHome::current());
			auto *error = static_cast<ErrorData *>(palloc(sizeof(ErrorData)));
			pq_parse_errornotice(&text, error);
			MemoryContextSwitchTo(caller);
			if (error->elevel < ERROR) {
				ThrowErrorData(error);
				return;
			}
			error->elevel = ERROR;
			if (error_ == nullptr)
				error_ = error;
		});
	}
	return std::nullopt;
}

ShadowLink::Message ShadowLink::next(bool from_runner) {
	for (;;) {
		// In this order: who is gone may have said something before.
		bool keeper_there = keeper_is_there();
		bool runner_there = !runner_lost_;
		auto from_keeper = take_from(keeper_);
		auto answer = take_from(answers_);
		if (from_runner && answer)
			return *std::move(answer);
		if (!from_runner && from_keeper)
			return *std::move(from_keeper);
		if (error_ != nullptr) {
			end_quietly();
			pg_call([&] { ThrowErrorData(error_); });
		}
		if (!keeper_there || (from_runner && (!runner_there || !answers_.open)))
			throw lost_process();
		wait_for_something(true);
	}
}

std::string ShadowLink::keeper_answer() {
	std::string answer = next(false).body;
	made_ = true;
	return answer;
}

void ShadowLink::send(const std::string &task) {
	for (;;) {
		shm_mq_result result =
			pg_call([&] { return shm_mq_send(tasks_, task.size(), task.data(), true, true); });
		if (result == SHM_MQ_SUCCESS)
			return;
		(void)take_from(keeper_);
		if (result == SHM_MQ_DETACHED || runner_lost_ || !keeper_is_there()) {
			(void)take_from(answers_); // why
			if (error_ != nullptr)
				pg_call([&] { ThrowErrorData(error_); });
			throw lost_process();
		}
		wait_for_something(true);
	}
}

ShadowLink::Answer ShadowLink::ask(const std::string &task) {
	debug_point("shadow_asked");
	send(task);
	Message message = next(true);
	if (message.kind == kFailureMessage)
		return {{}, ShadowFailure::unpack(message.body)};
	return {std::move(message.body), std::nullopt};
}

bool ShadowLink::keeper_is_there() {
	pid_t pid;
	BgwHandleStatus status = pg_call([&] { return GetBackgroundWorkerPid(keeper_process_, &pid); });
	return status == BGWH_STARTED || status == BGWH_NOT_YET_STARTED;
}

// The runner ends when it has nothing to do, the keeper drops the shadow.
void ShadowLink::let_go() {
	pg_call([&] {
		if (tasks_ != nullptr)
			shm_mq_detach(tasks_);
		tasks_ = nullptr;
		if (hold_ != nullptr)
			shm_mq_detach(hold_);
		hold_ = nullptr;
	});
}

void ShadowLink::finish() {
	let_go();
	while (keeper_is_there()) {
		(void)take_from(keeper_);
		wait_for_something(true);
	}
	(void)take_from(keeper_);
	pg_call([&] { dsm_detach(segment_); });
	segment_ = nullptr;
	if (error_ != nullptr)
		pg_call([&] { ThrowErrorData(error_); });
}

void ShadowLink::end_quietly() {
	if (segment_ == nullptr)
		return;
	let_go();
	pid_t pid;
	if (!made_ && pg_call([&] { return GetBackgroundWorkerPid(keeper_process_, &pid); }) == BGWH_STARTED)
		kill(pid, SIGINT); // it may wait for something
	while (keeper_is_there() && !QueryCancelPending && !ProcDiePending) {
		while (take(keeper_)) {} // or it would wait for room
		wait_for_something(false);
	}
	pg_call([&] { dsm_detach(segment_); });
	segment_ = nullptr;
}

} // namespace pgmigrate
