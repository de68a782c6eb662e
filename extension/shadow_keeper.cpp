// The keeper of a shadow: a background worker in the live database that makes the shadow, starts the runner in it, and
// outlives whoever asked for it, to drop it.
#include <algorithm>

#include <fmt/format.h>

#include "core/text.hpp"
#include "extension/debug_point.hpp"
#include "extension/execution.hpp"
#include "extension/settings_level.hpp"
#include "extension/shadow_database.hpp"
#include "extension/shadow_messages.hpp"
#include "extension/worker_start.hpp"

#include "extension/pg/compat.hpp"

using namespace pgmigrate;
using pg::pg_call;
using pg::PgError;

namespace {

// ms: the caller may hold what the keeper needs, and waits for the keeper
constexpr int kLongestLockWait = 10000;
constexpr long kEndOfRunner = 1000; // ms that one who has nothing to do gets to end by himself

volatile sig_atomic_t ends_asked = 0;

// The server's end, or somebody's pg_terminate_backend(): the shadow goes first. Who asks twice gets it at once.
void ask_to_end(int signal) {
	ends_asked = ends_asked + 1;
	if (ends_asked > 1)
		die(signal);
	SetLatch(MyLatch);
}

// Whose end must be the runner's, too.
BackgroundWorkerHandle *runner = nullptr;

void stop_runner_with_us(int, Datum) {
	if (runner != nullptr)
		TerminateBackgroundWorker(runner);
}

class Keeper {
public:
	Keeper(const GivenSegment &given, ShadowHeader *header)
		: given_(given), header_(header), hold_(pg_call([&] {
			  auto *queue = static_cast<shm_mq *>(shm_toc_lookup(given.contents, kShadowHold, false));
			  shm_mq_set_receiver(queue, MyProc);
			  return shm_mq_attach(queue, given.segment, nullptr);
		  })) {}

	void work() {
		become_caller();
		switch (header_->task) {
		case ShadowTask::use:
			return use();
		case ShadowTask::drop_abandoned: {
			std::string names;
			for (const std::string &name : drop_abandoned_shadows())
				pack_text(names, name);
			return send_to_caller(kAnswerMessage, names);
		}
		case ShadowTask::create_standing:
			create_standing();
			break;
		case ShadowTask::drop_standing:
			drop_standing_shadow(header_->name, header_->lock_wait);
			break;
		}
		send_to_caller(kAnswerMessage, std::string());
	}

private:
	// The caller's role; nothing else that was set for it.
	void become_caller() {
		ExecutionPlace place;
		in_transaction(place, [&] {
			set_for_session("default_transaction_read_only", "off");
			set_for_session("default_transaction_isolation", "read committed");
			for (const char *timeout : {"statement_timeout", "transaction_timeout"})
				if (pg_call([&] { return GetConfigOption(timeout, true, false); }) != nullptr)
					set_for_session(timeout, "0");
			const int longest = header_->lock_timeout > 0 ? std::min(header_->lock_timeout, kLongestLockWait)
														  : kLongestLockWait;
			set_for_session("lock_timeout", fmt::format("{}", longest));
			set_for_session(
				"application_name", fmt::format("pgmigrate shadow for process {}", header_->caller_pid));
			if (std::string_view(header_->role) != "none")
				set_for_session("role", header_->role);
			if (header_->debug_points[0] != '\0')
				set_debug_points(header_->debug_points);
		});
		in_transaction(place, [&] {
			Oid table =
				pg_call([] { return get_relname_relid("shadow", get_namespace_oid("pgmigrate", true)); });
			if (!OidIsValid(table))
				throw core::Error(core::sqlstate::object_not_in_prerequisite_state,
					"pgmigrate was created or dropped by a transaction that has not ended",
					"A shadow is made by a process that cannot see what the transaction did.",
					"COMMIT first.");
		});
	}

	bool caller_is_gone() {
		Size size;
		void *data;
		return pg_call([&] { return shm_mq_receive(hold_, &size, &data, true); }) == SHM_MQ_DETACHED;
	}

	// Throws where there is a database of that name.
	static std::optional<ShadowRecord> record_without_shadow(const std::string &name) {
		auto known = pg::own_statements([&] { return standing_shadow(name); });
		if (known && shadow_exists(*known)) {
			const std::string literal = core::text::sql_literal(name);
			throw core::Error("42P04", fmt::format("shadow database \"{}\" exists already", name),
				"It can be used again and again: what it holds is dropped before and after each use.",
				fmt::format("SET pgmigrate.shadow_database = {}; uses it, SELECT "
							"pgmigrate.drop_shadow_database({}); drops it.",
					literal, literal));
		}
		if (OidIsValid(pg_call([&] { return get_database_oid(name.c_str(), true); })))
			throw core::Error("42P04", fmt::format("database \"{}\" exists already", name),
				"It is no shadow of this database, so it stays as it is.",
				fmt::format(
					"SELECT pgmigrate.create_shadow_database({}); or any other name that no database has.",
					core::text::sql_literal(name + "_shadow")));
		return known;
	}

	// However the making ends: what is recorded by then is made undone.
	void create_standing() {
		ExecutionPlace place;
		const std::string name = header_->name;
		std::optional<ShadowRecord> record;
		in_transaction(place, [&] {
			(void)record_without_shadow(name);
			require_keeper_lock(name); // or it may be the record of one that is being made
			const auto known = record_without_shadow(name); // as it is now
			pg::own_statements([&] {
				forget_foreign_shadow_records();
				if (known)
					forget_shadow_record(*known);
			});
		});
		try {
			make_shadow(name, true, [&](const ShadowRecord &r) { record = r; });
			count_rows(*record);
		} catch (...) {
			undo(record);
			throw;
		}
	}

	void count_rows(ShadowRecord &record) {
		start_runner(record);
		pg_call([] { (void)WaitForBackgroundWorkerShutdown(runner); });
		runner = nullptr;
		record.server_rows = header_->server_rows;
		if (record.server_rows.empty())
			throw lost_process();
		ExecutionPlace place;
		in_transaction(place, [&] { pg::own_statements([&] { note_server_rows(record); }); });
	}

	void undo(const std::optional<ShadowRecord> &record) {
		pqsignal(SIGINT, SIG_IGN);
		abort_transaction();
		if (runner != nullptr)
			end_runner();
		if (record)
			give_back(*record);
	}

	// The one that comes and goes; it must not fail, or the record tells others.
	void give_back(const ShadowRecord &record) {
		try {
			drop_shadow(record, true);
		} catch (const PgError &error) {
			abort_transaction();
			pg_call([&] {
				ereport(
					WARNING, (errmsg("could not drop the shadow database \"%s\": %s", record.name.c_str(),
								  error.what()),
								 errhint("SELECT * FROM pgmigrate.drop_abandoned_shadows(); tries again.")));
			});
		}
	}

	void use() {
		(void)drop_abandoned_shadows();
		std::optional<ShadowRecord> record;
		try {
			if (header_->name[0] != '\0')
				record =
					take_standing_shadow(header_->name, header_->lock_wait, [&] { return caller_is_gone(); });
			else
				make_shadow(random_shadow_name(), false, [&](const ShadowRecord &r) { record = r; });
			if (ends_asked == 0 && !caller_is_gone()) {
				start_runner(*record);
				std::string name;
				pack_text(name, record->name);
				send_to_caller(kAnswerMessage, name);
			}
		} catch (...) {
			undo(record && !record->standing ? record : std::nullopt);
			throw;
		}
		pqsignal(SIGINT, SIG_IGN); // whoever cancels the caller does not mean what comes now
		if (runner != nullptr) {
			hold();
			end_runner();
		}
		debug_point("shadow_released");
		if (!record->standing)
			give_back(*record);
	}

	void start_runner(const ShadowRecord &record) {
		header_->shadow = record.database;
		header_->since = record.transaction;
		strlcpy(header_->shadow_name, record.name.c_str(), sizeof header_->shadow_name);
		strlcpy(header_->server_rows, record.server_rows.c_str(), sizeof header_->server_rows);
		pg_call([&] {
			before_shmem_exit(stop_runner_with_us, 0);
			runner =
				start_worker({"pgmigrate_shadow_runner", "pgmigrate shadow runner", "for a shadow database"},
					given_.segment);
		});
	}

	// Until the caller has finished, or died, or the server ends.
	void hold() {
		debug_point("shadow_held");
		bool told = false;
		while (ends_asked == 0 && !caller_is_gone()) {
			pid_t pid;
			if (!told && pg_call([&] { return GetBackgroundWorkerPid(runner, &pid); }) == BGWH_STOPPED) {
				send_to_caller(kLostMessage, std::string());
				told = true;
			}
			wait(-1);
		}
	}

	void wait(long milliseconds) {
		pg_call([&] {
			(void)WaitLatch(MyLatch, WL_LATCH_SET | WL_EXIT_ON_PM_DEATH | (milliseconds > 0 ? WL_TIMEOUT : 0),
				milliseconds, PG_WAIT_EXTENSION);
			ResetLatch(MyLatch);
			CHECK_FOR_INTERRUPTS();
		});
	}

	void end_runner() {
		const TimestampTz began = GetCurrentTimestamp();
		pid_t pid;
		auto is_there = [&] {
			BgwHandleStatus status = pg_call([&] { return GetBackgroundWorkerPid(runner, &pid); });
			return status == BGWH_STARTED || status == BGWH_NOT_YET_STARTED;
		};
		while (ends_asked == 0 && !header_->busy && is_there()) {
			long left = kEndOfRunner - TimestampDifferenceMilliseconds(began, GetCurrentTimestamp());
			if (left <= 0)
				break;
			wait(left);
		}
		pg_call([&] {
			TerminateBackgroundWorker(runner);
			(void)WaitForBackgroundWorkerShutdown(runner);
		});
		runner = nullptr;
	}

	const GivenSegment given_;
	ShadowHeader *header_;
	shm_mq_handle *hold_;
};

} // namespace

extern "C" {
PGDLLEXPORT void pgmigrate_shadow_keeper(Datum argument);
}

extern "C" void pgmigrate_shadow_keeper(Datum argument) {
	GivenSegment given = begin_worker(argument, kShadowMagic);
	talk_through(given, kShadowKeeper);
	auto *header = static_cast<ShadowHeader *>(shm_toc_lookup(given.contents, kShadowHeader, false));
	BackgroundWorkerInitializeConnectionByOid(header->live, header->session_user, pg::kWorkerConnectionFlags);
	pqsignal(SIGTERM, ask_to_end);
	(void)pg::pg_boundary([&] {
		Keeper(given, header).work();
		return static_cast<Datum>(0);
	});
}
