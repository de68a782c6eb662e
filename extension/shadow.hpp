// A shadow: a scratch database in the same cluster, where SQL is tried out. For the length of one call of an SQL function;
// that is a function, not a procedure: what runs in another database never waits for the caller's snapshot.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/schema/read_snapshot.hpp"
#include "extension/prepared.hpp"
#include "extension/shadow_clear.hpp"
#include "extension/shadow_failure.hpp"
#include "extension/step.hpp"

namespace pgmigrate {

class ShadowLink;

class Shadow {
public:
	// Makes one, from template0 with the live database's encoding and locale; or takes the standing one that
	// pgmigrate.shadow_database names, and empties it. Either has the live database's extensions then. `function` is whom
	// errors name. Throws 25006 on a standby, 42501 without CREATEDB or in a SECURITY DEFINER function, 53400 where no two
	// workers are free, 55000 for a setting that names no shadow, 55P03 for a standing one that is in use.
	// Extensions of those names are left to the SQL to come, which creates them itself.
	explicit Shadow(const char *function, std::vector<std::string> not_these = {});
	// Ends it, also after an error; nobody hears what went wrong then.
	~Shadow();
	Shadow(const Shadow &) = delete;
	Shadow &operator=(const Shadow &) = delete;

	// The database's name.
	const std::string &name() const { return name_; }
	// Extensions of the live database that are not there, for the caller's role may not create them.
	const std::vector<SkippedExtension> &skipped_extensions() const { return skipped_; }
	void warn_of_skipped_extensions() const;

	// Whether functions that the SQL itself makes may be called while it runs: the caller answers for what he gives, and not
	// for definitions of others, see extension/barred_functions.hpp.
	enum class Functions { callable, barred };

	// Runs SQL text statement by statement, as psql runs a file; pg_dump's output, too. `file` is a name for places. It runs
	// as the caller. After a failure the statements before it have been done.
	std::optional<ShadowFailure> load(
		const std::string &sql, const std::string &file = {}, Functions functions = Functions::callable);

	// The same for rows, written under core's settings for reading.
	std::optional<ShadowFailure> load_rows(const std::string &sql, Functions functions);

	// Makes the scope's target schema, which runs need, where it is missing: owned as in the live database, or by the caller.
	void make_target_schema(const Scope &scope);

	// Runs the section of a step as an ordinary run does: role, target schema, directives, variables, commits where the section has them, top-level statements. Throws not_accepted where those who vouch for
	// the step do not cover the caller. Where the failure is not_provable, the step is one that no shadow can tell of.
	std::optional<ShadowFailure> run(
		const PreparedStep &step, const Scope &scope, const Variables &variables = {});

	// Its schema, as JSON in the database's encoding. Throws what reading throws.
	std::string snapshot_text(const core::schema::SnapshotOptions &options);
	core::schema::Snapshot snapshot(const core::schema::SnapshotOptions &options);

	// Empties it for the next use: as new but for the extensions. Where something was changed that cannot be dropped, it is
	// made anew; of a standing one, 55000.
	void clear();

	// Ends it: drops the database, or empties the standing one. A shadow that cannot be dropped is a warning.
	void finish();

private:
	void begin();
	[[noreturn]] void refuse_changed(const std::string &changed) const;
	std::string ask(const std::string &task);
	std::optional<ShadowFailure> try_task(const std::string &task);

	std::string standing_, name_;
	std::vector<std::string> not_these_;
	std::vector<SkippedExtension> skipped_;
	std::unique_ptr<ShadowLink> link_;
};

// The extensions that SQL text or a section creates by statements of its own; none where it does not parse.
std::vector<std::string> extensions_made_by(std::string sql);

// What needs no shadow of one's own. Names.
std::vector<std::string> drop_abandoned_shadow_databases();
void create_shadow_database(const std::string &name);
void drop_shadow_database(const std::string &name);

} // namespace pgmigrate
