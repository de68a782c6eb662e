#include "client/live_line.hpp"

#include <algorithm>
#include <cstdio>

#include <unistd.h>

#include "client/display_width.hpp"
#include "client/run_lines.hpp"
#include "client/screen.hpp"
#include "client/talk.hpp"

namespace pgmigrate::client {

namespace {

// What takes less needs no line, nor a connection for it.
constexpr std::chrono::seconds kFirst{1};

} // namespace

LiveLine::LiveLine(const std::vector<std::pair<std::string, std::string>> &keywords, Connection &watched,
	Parameter project, Parameter target_schema)
	: keywords_(keywords), watched_(watched), project_(std::move(project)),
	  target_schema_(std::move(target_schema)) {
	watched_.let_watch(this);
}

LiveLine::~LiveLine() {
	watched_.let_watch(nullptr);
	erase();
}

bool LiveLine::is_there() {
	return is_terminal(STDERR_FILENO);
}

void LiveLine::waiting() {
	if (gave_up_ || std::chrono::steady_clock::now() - began_ < kFirst)
		return;
	try {
		ask();
	} catch (const std::exception &) { // who waits for a run can do without the line
		gave_up_ = true;
		connection_.reset();
		erase();
	}
}

void LiveLine::ask() {
	if (!connection_)
		connection_.emplace(keywords_, Asking(), Connection::Signals::ignored);
	const std::vector<Run> runs = runs_of(connection_->query(kRunsNow, {project_, target_schema_}));
	if (runs.empty())
		return erase();
	// Through a pooler the process is another one than it says.
	const auto mine = std::ranges::find(runs, std::to_string(watched_.process()), run_pid);
	show(live_line(mine != runs.end() ? *mine : runs.front(), terminal_width(STDERR_FILENO) - 1));
}

void LiveLine::show(const std::string &line) {
	erase();
	say("{}", line);
	std::fflush(stderr);
	shown_ = columns_of(line);
}

void LiveLine::erase() {
	if (shown_ > 0)
		say("\r{:{}}\r", "", shown_);
	shown_ = 0;
}

} // namespace pgmigrate::client
