#include "extension/plan_locks.hpp"

#include <map>
#include <optional>

#include "extension/settings_level.hpp"
#include "extension/step.hpp"
#include "extension/subtransaction.hpp"
#include "extension/table_locks.hpp"

#include "extension/pg/guard.hpp"

namespace pgmigrate {

using pg::pg_call;
using pg::PgError;

namespace {

// The statements of one step that may lock something.
struct StepStatements {
	const PreparedStep *step;
	std::vector<const RawStmt *> statements;
};

// Whether an error of a look means no more than that it comes too early.
bool may_pass(int sqlstate) {
	int category = ERRCODE_TO_CATEGORY(sqlstate);
	return category != ERRCODE_TO_CATEGORY(ERRCODE_QUERY_CANCELED) &&
		   category != ERRCODE_TO_CATEGORY(ERRCODE_OUT_OF_MEMORY) &&
		   category != ERRCODE_TO_CATEGORY(ERRCODE_INTERNAL_ERROR);
}
class PlanLocks {
public:
	PlanLocks(std::span<const PreparedStep> steps, const Scope &scope, MemoryContext trees)
		: steps_(steps), scope_(scope), trees_(trees) {}

	// Under settings that are the steps' own, until a step fails: an earlier one may make the role or the schema that it
	// needs, and so its error is no error yet.
	LockSet foresee() {
		LockSet set{{}, {0, 0}};
		std::size_t next = 0;
		while (next < steps_.size()) {
			Subtransaction attempt;
			try {
				look_from(next, set);
				attempt.keep();
			} catch (const PgError &error) {
				attempt.take_back();
				if (!may_pass(error.data->sqlerrcode))
					throw;
				next++;
			} catch (const core::Error &) {
				attempt.take_back();
				next++;
			}
		}
		return set;
	}

	// The first step that locks what the error is about; 0 if it is about nothing that is locked.
	std::size_t step_of(const ErrorData &error) const {
		if (error.table_name == nullptr || error.schema_name == nullptr)
			return 0;
		Oid relation = pg_call(
			[&] { return get_relname_relid(error.table_name, get_namespace_oid(error.schema_name, true)); });
		auto found = first_steps_.find(relation);
		return found == first_steps_.end() ? 0 : found->second;
	}

private:
	// Looks at the steps from `next` on; leaves it at the one that failed.
	void look_from(std::size_t &next, LockSet &set) {
		std::optional<SettingsLevel> common; // of the steps that have no settings of their own
		for (; next < steps_.size(); next++) {
			const PreparedStep &step = steps_[next];
			if (!step.section().present)
				continue;
			bool own = !step.script.settings.empty();
			if (!common) {
				common.emplace();
				start_step(scope_, set_for_a_while);
			}
			std::optional<SettingsLevel> level;
			if (own) {
				level.emplace();
				apply_directives(step.script, set_for_a_while);
			}
			look_at(step, set);
			if (own)
				level->leave();
		}
		if (common)
			common->leave();
	}

	void look_at(const PreparedStep &step, LockSet &set) {
		auto [known, is_new] = statements_.try_emplace(&step);
		if (is_new)
			known->second = parse(step);
		std::size_t before = set.locks.size();
		for (const RawStmt *statement : known->second) {
			std::vector<ForeseenLock> locks = foreseen_locks(*statement);
			set.locks.insert(set.locks.end(), locks.begin(), locks.end());
		}
		for (std::size_t i = before; i < set.locks.size(); i++)
			first_steps_.try_emplace(set.locks[i].relation, &step - steps_.data());
		if (set.locks.size() > before)
			set.patience.allow(LockPatience::now());
	}

	// The trees stay for the next look; those of a step that only writes rows can be large, and go at once.
	std::vector<const RawStmt *> parse(const PreparedStep &step) {
		MemoryContext mine, caller;
		pg_call([&] {
			mine = AllocSetContextCreate(trees_, "pgmigrate step's statements", ALLOCSET_SMALL_SIZES);
			caller = MemoryContextSwitchTo(mine);
		});
		std::vector<const RawStmt *> statements;
		for (const Statement &statement : parse_section(step.script, step.step.direction))
			if (has_foreseen_locks(*statement.raw))
				statements.push_back(statement.raw);
		MemoryContextSwitchTo(caller);
		if (statements.empty())
			MemoryContextDelete(mine);
		return statements;
	}

	std::span<const PreparedStep> steps_;
	const Scope &scope_;
	MemoryContext trees_;
	std::map<const PreparedStep *, std::vector<const RawStmt *>> statements_;
	std::map<Oid, std::size_t> first_steps_;
};

// What does not fit into the lock table is taken back: the statement that does not fit will say so.
void take(const std::function<LockSet()> &foresee, const std::function<void(const ErrorData &)> &failed) {
	try {
		take_table_locks(foresee);
	} catch (const PgError &error) {
		if (error.data->sqlerrcode == ERRCODE_OUT_OF_MEMORY)
			return;
		failed(*error.data);
		throw;
	}
}

} // namespace

void lock_tables_of(std::span<const PreparedStep> steps, const Scope &scope, std::size_t &at) {
	MemoryContext trees = pg_call([] {
		return AllocSetContextCreate(
			CurrentMemoryContext, "pgmigrate plan's statements", ALLOCSET_SMALL_SIZES);
	});
	PlanLocks plan(steps, scope, trees);
	take([&] { return plan.foresee(); }, [&](const ErrorData &error) { at = plan.step_of(error); });
	MemoryContextDelete(trees);
}

void lock_tables_of(std::span<const Statement> statements) {
	auto foresee = [&] {
		LockSet set{{}, LockPatience::now()};
		for (const Statement &statement : statements) {
			if (!has_foreseen_locks(*statement.raw))
				continue;
			Subtransaction attempt;
			try {
				std::vector<ForeseenLock> locks = foreseen_locks(*statement.raw);
				set.locks.insert(set.locks.end(), locks.begin(), locks.end());
				attempt.keep();
			} catch (const PgError &error) { // one before it may make what it needs
				attempt.take_back();
				if (!may_pass(error.data->sqlerrcode))
					throw;
			}
		}
		return set;
	};
	take(foresee, [](const ErrorData &) {});
}

} // namespace pgmigrate
