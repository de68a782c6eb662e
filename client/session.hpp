// A connection to a database with a fitting extension: it waits for the migration lock, and asks where a run
// failed.
#pragma once
#include <chrono>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "client/config.hpp"
#include "client/connection.hpp"
#include "client/live_line.hpp"
#include "client/options.hpp"
#include "client/script_error.hpp"
#include "client/workspace.hpp"

namespace pgmigrate::core::schema {
struct Snapshot;
struct SnapshotOptions;
} // namespace pgmigrate::core::schema

namespace pgmigrate::client {

// The way to the configured database; waits for its server where --wait-for-server says so. What `check` finds wrong is
// told before that.
std::vector<ConnectionPair> keywords_for(
	const Options &options, const Config &config, const std::function<void()> &check = [] {});

// What a command does on the server.
struct Needs {
	std::vector<std::string_view> functions;                            // names without schema
	enum class IfMissing { fail, create } if_missing = IfMissing::fail; // the extension
};

class Session {
public:
	// Throws no_connection; refused, with a way out, if the extension is not there, does not fit or is not
	// granted.
	Session(const Options &options, const Config &config, const Needs &needs)
		: Session(options, config, needs, [] {}) {}
	// The same, and throws for a broken migration file: instead of anything of the server, and before it is waited for,
	// a password is asked for, or the server is changed.
	Session(const Options &options, const Workspace &workspace, const Needs &needs);

	// A statement that only looks.
	Result query(const char *sql, std::initializer_list<Parameter> parameters);
	// A statement that takes the migration lock, in a transaction of its own: tried again while somebody else
	// has it, for as long as --wait says. Nothing is left in the session, which a pooler may give to others.
	Result change(const char *sql, std::initializer_list<Parameter> parameters);
	// The same for what another statement finds after it: it goes to the taker before the commit, and what that throws
	// undoes the change.
	void change(const char *change, std::initializer_list<Parameter> change_parameters, const char *look,
		std::initializer_list<Parameter> look_parameters, const std::function<void(const Result &)> &take);
	// What a statement finds after another one that takes the lock; both are undone, and leave nothing behind.
	Result rehearse(const char *change, std::initializer_list<Parameter> change_parameters, const char *look,
		std::initializer_list<Parameter> look_parameters);
	// The same as change for one that runs scripts. Throws ScriptError if one of them failed.
	Result run(const char *sql, std::initializer_list<Parameter> parameters);
	// The same for a CALL that ends transactions itself; its notices go to the taker first.
	void call(const char *sql, std::span<const Parameter> parameters, const Connection::NoticeTaker &taker);
	// The schema of the database.
	core::schema::Snapshot schema(const core::schema::SnapshotOptions &options);
	// What such a CALL needs as its argument `settings`.
	std::string settings() const;

	// What other programs need for the same connection.
	std::vector<std::pair<std::string, std::string>> environment() const { return connection_.environment(); }

	const Parameter project, target_schema;

private:
	Session(const Options &options, const Config &config, const Needs &needs,
		const std::function<void()> &check_files);
	void begin();
	template <typename Attempt>
	Result until_locked(Attempt attempt);
	Result in_transaction(const char *sql, std::initializer_list<Parameter> parameters);
	std::chrono::milliseconds statement_wait() const;
	std::optional<ScriptError> failed_script(const ServerError &error);
	bool waits_after(const ServerError &error);
	// While it lives, a terminal shows where the run is; nothing where there is none.
	std::unique_ptr<LiveLine> show_live();

	const std::vector<std::pair<std::string, std::string>> keywords_;
	Connection connection_;
	const std::chrono::milliseconds wait_;
	std::optional<std::chrono::steady_clock::time_point> deadline_; // set when somebody else had the lock
};

} // namespace pgmigrate::client
