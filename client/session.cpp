#include "client/session.hpp"

#include <algorithm>
#include <charconv>
#include <random>

#include <fmt/format.h>

#include "client/conninfo.hpp"
#include "client/extension_check.hpp"
#include "client/interrupt.hpp"
#include "client/read_schema.hpp"
#include "client/render.hpp"
#include "client/talk.hpp"
#include "client/wait_for_server.hpp"

namespace pgmigrate::client {

namespace {

using std::chrono::milliseconds;

// How long one statement waits on the server, so that we soon can say whom we wait for.
constexpr milliseconds kStatementWait{1000};

int number(std::string_view text) {
	int value = 0;
	std::from_chars(text.data(), text.data() + text.size(), value);
	return value;
}

// Given on the command line, else by the configuration, else null: the server's setting.
Parameter either(const std::optional<std::string> &option, const std::optional<std::string> &configured) {
	return option ? option : configured;
}

// While it lives, notices are told to nobody: what they speak of does not come to pass.
class Hushed {
public:
	explicit Hushed(Connection &connection) : connection_(connection) {
		connection_.take_notices([](const ServerError &) { return true; });
	}
	~Hushed() { connection_.take_notices({}); }
	Hushed(const Hushed &) = delete;
	Hushed &operator=(const Hushed &) = delete;

private:
	Connection &connection_;
};

// Ten clients that wait for one should not all come back at the same moment.
milliseconds random_pause() {
	static std::minstd_rand random{std::random_device{}()};
	return milliseconds(std::uniform_int_distribution(20, 200)(random));
}

} // namespace

std::vector<std::pair<std::string, std::string>> keywords_for(
	const Options &options, const Config &config, const std::function<void()> &check) {
	say_what_is_overruled(options, config);
	if (options.wait_for_server > milliseconds(0)) {
		check();
		wait_for_server(options, config);
	}
	return connection_keywords(options.connection, config.database);
}

Session::Session(const Options &options, const Workspace &workspace, const Needs &needs) try
	: Session(options, workspace.config, needs, [&] { workspace.found(); }) {
} catch (...) {
	workspace.found(); // throws what is wrong with the files, for that does not depend on the moment
	throw;
}

Session::Session(const Options &options, const Config &config, const Needs &needs,
	const std::function<void()> &check_files)
	: project(either(options.project, config.project)),
	  target_schema(either(options.target_schema, config.target_schema)),
	  keywords_(keywords_for(options, config, check_files)),
	  connection_(keywords_, {.prompt = options.connection.password_prompt, .before = check_files}),
	  wait_(options.wait) {
	check_extension(connection_,
		{.functions = needs.functions,
			.create_extension = needs.if_missing == Needs::IfMissing::create && !options.no_create_extension,
			.before_create = check_files});
}

Result Session::query(const char *sql, std::initializer_list<Parameter> parameters) {
	check_signals();
	return connection_.query(sql, parameters);
}

milliseconds Session::statement_wait() const {
	return std::min(wait_, kStatementWait);
}

core::schema::Snapshot Session::schema(const core::schema::SnapshotOptions &options) {
	check_signals();
	return read_schema(connection_, options);
}

std::string Session::settings() const {
	return Row{{"pgmigrate.lock_wait", fmt::format("{}ms", statement_wait().count())}}.dump();
}

void Session::begin() {
	connection_.command(
		fmt::format("BEGIN; SET LOCAL pgmigrate.lock_wait = '{}ms'", statement_wait().count()));
}

Result Session::in_transaction(const char *sql, std::initializer_list<Parameter> parameters) {
	begin();
	Result result = query(sql, parameters);
	connection_.command("COMMIT");
	return result;
}

// Tries again while somebody else has the migration lock.
template <typename Attempt>
Result Session::until_locked(Attempt attempt) {
	for (;;) {
		try {
			return attempt();
		} catch (const ServerError &error) {
			if (connection_.is_in_transaction())
				connection_.command("ROLLBACK");
			if (!waits_after(error))
				throw;
		}
	}
}

std::unique_ptr<LiveLine> Session::show_live() {
	if (!LiveLine::is_there())
		return nullptr;
	return std::make_unique<LiveLine>(keywords_, connection_, project, target_schema);
}

Result Session::change(const char *sql, std::initializer_list<Parameter> parameters) {
	return until_locked([&] { return in_transaction(sql, parameters); });
}

void Session::change(const char *change, std::initializer_list<Parameter> change_parameters, const char *look,
	std::initializer_list<Parameter> look_parameters, const std::function<void(const Result &)> &take) {
	until_locked([&] {
		begin();
		query(change, change_parameters);
		Result found = query(look, look_parameters);
		take(found);
		connection_.command("COMMIT");
		return found;
	});
}

Result Session::rehearse(const char *change, std::initializer_list<Parameter> change_parameters,
	const char *look, std::initializer_list<Parameter> look_parameters) {
	return until_locked([&] {
		begin();
		{
			const Hushed hushed(connection_);
			query(change, change_parameters);
		}
		Result found = query(look, look_parameters);
		connection_.command("ROLLBACK");
		return found;
	});
}

Result Session::run(const char *sql, std::initializer_list<Parameter> parameters) {
	const auto live = show_live();
	for (;;) {
		try {
			return in_transaction(sql, parameters);
		} catch (const ServerError &error) {
			// A pooler gives the process, which alone remembers the failure, to others between two transactions.
			const bool chained = connection_.is_in_transaction();
			if (chained)
				connection_.command("ROLLBACK AND CHAIN");
			// A script's own lock_timeout has the SQLSTATE of the migration lock, but leaves a failed step.
			const auto failed = failed_script(error);
			if (chained)
				connection_.command(failed ? "COMMIT" : "ROLLBACK");
			if (failed)
				throw *failed;
			if (!waits_after(error))
				throw;
		}
	}
}

void Session::call(
	const char *sql, std::span<const Parameter> parameters, const Connection::NoticeTaker &taker) {
	const auto live = show_live();
	for (;;) {
		try {
			check_signals();
			connection_.take_notices(taker);
			connection_.query(sql, parameters);
			connection_.take_notices({});
			return;
		} catch (const ServerError &error) {
			connection_.take_notices({});
			auto failed = failed_script(error);
			if (!failed)
				failed = script_in_context(error);
			if (failed) {
				failed->steps_stand = true;
				throw *failed;
			}
			if (!waits_after(error))
				throw;
		}
	}
}

// What the server remembers of a script that failed just now; it writes that into its log, too.
std::optional<ScriptError> Session::failed_script(const ServerError &error) {
	try {
		// Also after Ctrl-C, so straight from the connection.
		const Result result =
			connection_.query("SELECT direction, revision, name, line, position_column, source_line"
							  " FROM pgmigrate.log_failure()");
		if (result.empty())
			return std::nullopt;
		const auto text = [&](int column) { return std::string(result.text(0, column)); };
		ScriptError failed(error,
			{.file = text(2),
				.revision = text(1),
				.line = number(result.text(0, 3)),
				.column = number(result.text(0, 4))},
			text(5));
		failed.failed = text(0);
		return failed;
	} catch (const ServerError &) {
		return std::nullopt; // the first error is the one to show
	}
}

// True, after a pause, if the migration lock was what was missing and there is time left to wait for it.
bool Session::waits_after(const ServerError &error) {
	if (error.sqlstate != "55P03" || wait_ == milliseconds(0))
		return false;
	const auto now = std::chrono::steady_clock::now();
	if (!deadline_) {
		// The time that the server has waited already counts.
		deadline_ = now + wait_ - std::min(wait_, kStatementWait);
		say("waiting: {}\n", error.message);
		if (!error.detail.empty())
			say("{}\n", error.detail);
	}
	if (now >= *deadline_)
		return false;
	sleep_for(std::min(random_pause(), std::chrono::ceil<milliseconds>(*deadline_ - now)));
	return true;
}

} // namespace pgmigrate::client
