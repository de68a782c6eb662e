// The runner of a shadow: a background worker that is connected to it, and does there one task after another for whoever
// asked for the shadow.
#include <fmt/format.h>

#include "extension/barred_functions.hpp"
#include "extension/catalog_reader.hpp"
#include "extension/debug_point.hpp"
#include "extension/settings_level.hpp"
#include "extension/shadow_clear.hpp"
#include "extension/shadow_failure.hpp"
#include "extension/shadow_messages.hpp"
#include "extension/shadow_record.hpp"
#include "extension/shadow_run.hpp"
#include "extension/worker_start.hpp"
#include "extension/world_outside.hpp"

#include "extension/pg/compat.hpp"

using namespace pgmigrate;
using pg::pg_call;

namespace {

class Runner {
public:
	Runner(const GivenSegment &given, ShadowHeader *header)
		: header_(header),
		  settings_(static_cast<char *>(shm_toc_lookup(given.contents, kShadowSettings, false))),
		  tasks_(pg_call([&] {
			  auto *queue = static_cast<shm_mq *>(shm_toc_lookup(given.contents, kShadowTasks, false));
			  shm_mq_set_receiver(queue, MyProc);
			  return shm_mq_attach(queue, given.segment, nullptr);
		  })) {}

	void serve() {
		ExecutionPlace place;
		in_transaction(place, [&] {
			if (!try_shadow_lock(header_->live, header_->shadow_name, ShadowLock::runner))
				throw core::Error(
					"55P03", fmt::format("shadow database \"{}\" is in use", header_->shadow_name));
		});
		pg::set_extension_owner(header_->extension_owner);
		pg_call([] { SetClientEncoding(GetDatabaseEncoding()); });
		become_caller();
		if (header_->task == ShadowTask::create_standing)
			return count();
		watch_world_outside(&place_);
		MemoryContext outer = CurrentMemoryContext;
		MemoryContext mine =
			pg_call([&] { return AllocSetContextCreate(outer, "pgmigrate task", ALLOCSET_DEFAULT_SIZES); });
		std::string task;
		while (receive(task)) {
			MemoryContextSwitchTo(mine);
			perform(task);
			MemoryContextSwitchTo(outer);
			pg_call([&] { MemoryContextReset(mine); });
		}
	}

private:
	// Before anybody has used it.
	void count() {
		const std::string rows = ShadowContents::server_rows();
		if (rows.size() >= sizeof header_->server_rows)
			throw core::Error("54000", "the server has more catalogs than a shadow can be watched for");
		strlcpy(header_->server_rows, rows.c_str(), sizeof header_->server_rows);
	}

	// The settings and the role of the caller's session, whatever the last task left.
	void become_caller() {
		ExecutionPlace place;
		in_transaction(place, [&] { // a script's SET SESSION AUTHORIZATION ends here
			set_for_session("session_authorization",
				pg_call([&] { return GetUserNameFromId(header_->session_user, false); }));
		});
		in_transaction(place,
			[&] { pg_call([&] { RestoreGUCState(settings_); }); }); // alone: it sets what nobody has set
		in_transaction(place, [&] {
			set_for_session(
				"application_name", fmt::format("pgmigrate shadow for process {}", header_->caller_pid));
			set_for_session("default_transaction_read_only", "off");
			set_for_session("synchronous_commit", "off"); // nothing of what is here needs to outlast a crash
			set_for_session("role", header_->role);
		});
	}

	bool receive(std::string &task) {
		struct {
			Size size;
			void *data;
			bool more;
		} got{};
		header_->busy = false;
		pg_call([&] {
			pgstat_report_activity(STATE_IDLE, nullptr);
			InvalidateCatalogSnapshot();
			got.more = shm_mq_receive(tasks_, &got.size, &got.data, false) == SHM_MQ_SUCCESS;
		});
		header_->busy = true;
		if (got.more)
			task.assign(static_cast<const char *>(got.data), got.size);
		return got.more;
	}

	void perform(const std::string &task) {
		place_ = ExecutionPlace();
		std::string answer;
		bool failed = false;
		try {
			PackedTexts texts(task);
			answer = answer_to(texts);
		} catch (...) {
			failed = true;
			answer = failure();
		}
		if (failed)
			pg_call([] { abort_transaction(); });
		become_caller();
		debug_point("shadow_answer");
		send_to_caller(failed ? kFailureMessage : kAnswerMessage, answer);
	}

	std::string failure() const { return ShadowFailure::current(place_).pack(); }

	std::string answer_to(PackedTexts &texts) {
		const std::string kind = texts.next();
		pg_call([&] { pgstat_report_activity(STATE_RUNNING, kind.c_str()); });
		std::string answer;
		if (kind == kTaskPrepare)
			prepare(texts, answer);
		else if (kind == kTaskLoad) {
			const BarredFunctions barred(texts.next() == "t");
			const std::string text = texts.next();
			load_text(text, texts.next(), contents_.schemas(), place_);
		} else if (kind == kTaskLoadRows) {
			const BarredFunctions barred(texts.next() == "t");
			load_rows(texts.next());
		} else if (kind == kTaskTargetSchema) {
			const std::string schema = texts.next();
			in_transaction(place_, [&] { make_target_schema(schema, texts.next()); });
		} else if (kind == kTaskRun)
			pack_text(answer,
				fmt::format("{}", run_section_in_shadow(step_from(texts), contents_.schemas(), place_)));
		else if (kind == kTaskSnapshot)
			pack_text(answer, snapshot(texts));
		else if (kind == kTaskClear)
			pack_text(answer, contents_.clear());
		else
			throw core::Error("XX000", fmt::format("a shadow has no task \"{}\"", kind));
		return answer;
	}

	void load_rows(const std::string &sql) {
		in_transaction(place_, [&] {
			for (const auto &[name, value] : core::schema::reading_settings())
				set_for_session(name, value);
		});
		load_text(sql, {}, contents_.schemas(), place_);
	}

	void prepare(PackedTexts &texts, std::string &answer) {
		std::vector<LiveExtension> extensions;
		while (texts.has_more()) {
			LiveExtension extension;
			extension.name = texts.next();
			extension.version = texts.next();
			extension.schema = texts.next();
			extension.own_schema = texts.next() == "t";
			extensions.push_back(std::move(extension));
		}
		std::string changed;
		if (header_->name[0] != '\0')
			changed = contents_.clear_all(header_->since, header_->server_rows);
		pack_text(answer, changed);
		if (!changed.empty())
			return;
		for (const SkippedExtension &skipped : contents_.prepare(std::move(extensions))) {
			pack_text(answer, skipped.name);
			pack_text(answer, skipped.reason);
		}
	}

	std::string snapshot(PackedTexts &texts) {
		core::schema::SnapshotOptions options;
		options.owners = texts.next() == "t";
		options.privileges = texts.next() == "t";
		while (texts.has_more())
			options.schemas.push_back(texts.next());
		std::string json;
		in_transaction(place_, [&] {
			const core::schema::Snapshot snapshot = read_snapshot(options);
			warn_of_what_is_not_modelled(snapshot);
			json = snapshot_text(snapshot);
		});
		return json;
	}

	static ShadowStep step_from(PackedTexts &texts) {
		ShadowStep step;
		step.direction = texts.next() == core::name(core::Direction::upgrade) ? core::Direction::upgrade
																			  : core::Direction::downgrade;
		step.script = texts.next();
		step.name = texts.next();
		step.scope.project = texts.next();
		step.scope.target_schema = texts.next();
		while (texts.has_more()) {
			std::string key = texts.next();
			step.variables.emplace_back(std::move(key), texts.next());
		}
		return step;
	}

	ShadowHeader *header_;
	char *settings_;
	shm_mq_handle *tasks_;
	ExecutionPlace place_;
	ShadowContents contents_;
};

} // namespace

extern "C" {
PGDLLEXPORT void pgmigrate_shadow_runner(Datum argument);
}

extern "C" void pgmigrate_shadow_runner(Datum argument) {
	GivenSegment given = begin_worker(argument, kShadowMagic);
	talk_through(given, kShadowAnswers);
	auto *header = static_cast<ShadowHeader *>(shm_toc_lookup(given.contents, kShadowHeader, false));
	BackgroundWorkerInitializeConnectionByOid(
		header->shadow, header->session_user, pg::kWorkerConnectionFlags | BGWORKER_BYPASS_ALLOWCONN);
	(void)pg::pg_boundary([&] {
		Runner(given, header).serve();
		return static_cast<Datum>(0);
	});
}
