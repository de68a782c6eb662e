// plan: what upgrade or downgrade would run, with nothing changed on the server.
#include "client/commands.hpp"

#include "client/failure.hpp"
#include "client/head_file.hpp"
#include "client/no_directory.hpp"
#include "client/plan.hpp"
#include "client/stepwise.hpp"

namespace pgmigrate::client {

ExitCode plan(const Options &options) {
	if (options.down && !options.target)
		throw Failure(ExitCode::usage, "it is not said where to downgrade to", {},
			"Type \"pgmigrate plan --down -1\", or name a revision or base.");
	const core::Direction direction = options.down ? core::Direction::downgrade : core::Direction::upgrade;
	const Workspace workspace = Workspace::open(options);
	check_no_conflict(workspace.config);
	Session session(options, workspace,
		options.down ? Needs{.functions = {"manifest", "downgrade_plan", "current"}}
					 : Needs{.functions = {"manifest", "upgrade_plan", "current"}});
	say_if_no_directory(workspace.config);
	show_plan(options, session, read_plan(session, workspace, direction, options.target.value_or("head")),
		chosen_transaction(options, workspace.config));
	return ExitCode::done;
}

} // namespace pgmigrate::client
