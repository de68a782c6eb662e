// What this process does now, where pg_stat_activity and pgmigrate.progress show it to other sessions.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/revision.hpp"
#include "extension/execution.hpp"
#include "extension/settings.hpp"

namespace pgmigrate {

enum class Phase {
	waiting_for_migration_lock,
	planning,
	taking_table_locks,
	running,
	recording,
	waiting_for_worker,
	cleaning_up
};

struct Activity {
	Scope scope;
	std::optional<core::Direction> direction;
	std::string revision;
	int step = 0, steps = 0;           // of the run, from 1; 0: not known, or none
	int statement = 0, statements = 0; // of the step, likewise
	std::string tag;                   // of the statement
	int worker_pid = 0;                // of the process that works for this one
	int blocked_by = 0;                // who is in the way, where no lock that is waited for shows it
	std::string_view text;             // of the statement
};

// The statement that the place is at, of so many.
Activity activity_at(const Scope &scope, const ExecutionPlace &place, int statements);

// Cheap enough for each statement. The time of the statement counts from the first report that has its ordinal.
void report_activity(const Activity &activity, Phase phase);

// The same activity as reported last, in another phase.
void report_phase(Phase phase, int blocked_by = 0);

// The time of a run, or of a part of it, which says no mode: afterwards, also after
// an error, the session's own statement is shown again.
class CallerActivity {
public:
	enum class Mode { one_transaction, stepwise };
	explicit CallerActivity(std::optional<Mode> mode = std::nullopt);
	~CallerActivity();
	CallerActivity(const CallerActivity &) = delete;
	CallerActivity &operator=(const CallerActivity &) = delete;
	void leave();

private:
	void show_caller() const;

	const char *outer_mode_;
	bool left_ = false;
	std::uint64_t query_id_;
};

} // namespace pgmigrate
