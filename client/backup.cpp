#include "client/backup.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/failure.hpp"
#include "client/interrupt.hpp"
#include "client/talk.hpp"

namespace pgmigrate::client {

namespace {

namespace fs = std::filesystem;

// The caller's environment with other variables for the connection; those that pick something else are left out.
std::vector<std::string> environment_with(const Environment &connection) {
	std::vector<std::string> out;
	for (char **one = environ; *one != nullptr; ++one) {
		const std::string_view text = *one;
		const std::string_view name = text.substr(0, text.find('='));
		const bool is_replaced = name == "PGSERVICE" || std::ranges::any_of(connection,
															[&](const auto &v) { return v.first == name; });
		if (!is_replaced)
			out.emplace_back(text);
	}
	for (const auto &[name, value] : connection)
		out.push_back(fmt::format("{}={}", name, value));
	return out;
}

std::vector<char *> pointers(std::vector<std::string> &texts) {
	std::vector<char *> out;
	for (std::string &text : texts)
		out.push_back(text.data());
	out.push_back(nullptr);
	return out;
}

// The process of a program; 0 if it could not be started.
pid_t start(std::vector<std::string> arguments, const Environment &connection, const sigset_t &mask) {
	std::vector<std::string> environment = environment_with(connection);
	posix_spawnattr_t attributes;
	posix_spawnattr_init(&attributes);
	sigset_t ignored; // by this program, which is nothing to that one
	sigemptyset(&ignored);
	sigaddset(&ignored, SIGPIPE);
	posix_spawnattr_setsigdefault(&attributes, &ignored);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setsigmask(&attributes, &mask);
	pid_t child = 0;
	const int error = posix_spawnp(&child, arguments[0].c_str(), nullptr, &attributes,
		pointers(arguments).data(), pointers(environment).data());
	posix_spawnattr_destroy(&attributes);
	return error == 0 ? child : 0;
}

// The exit code of a program; what a shell gives for one that could not be started, or that a signal ended.
int run(const std::vector<std::string> &arguments, const Environment &connection) {
	pid_t child = 0;
	{
		const SignalsHeld held;
		child = start(arguments, connection, held.mask_before());
		hand_signals_to(child);
	}
	siginfo_t ended{};
	while (child != 0 && waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT) == -1)
		if (errno != EINTR)
			child = 0;
	hand_signals_to(0); // as long as nobody has asked for its end, its number is no other process's
	int status = 0;
	if (child == 0 || waitpid(child, &status, 0) == -1)
		return 127;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

} // namespace

void check_no_backup(const fs::path &file) {
	std::error_code error;
	if (fs::exists(file, error))
		throw Failure(ExitCode::refused, fmt::format("file \"{}\" exists", file.string()),
			"A backup overwrites nothing.", "Name another file, or move it away first.");
	if (const fs::path folder = file.parent_path(); !folder.empty() && !fs::is_directory(folder, error))
		throw Failure(ExitCode::refused, fmt::format("there is no directory \"{}\"", folder.string()),
			fmt::format("The backup \"{}\" was to be written there.", file.string()),
			"Make the directory, or name another file.");
}

void back_up(const fs::path &file, const Environment &connection) {
	check_no_backup(file);
	const std::string part = file.string() + ".part";
	const int code = run({"pg_dump", "--format=custom", "--file=" + part}, connection);
	std::error_code error;
	if (code == 0)
		fs::rename(part, file, error);
	if (code == 0 && !error)
		return;
	std::error_code ignored;
	fs::remove(part, ignored);
	if (received_signal() != 0)
		say("there is no backup, so nothing was changed\n");
	check_signals();
	throw Failure(ExitCode::refused,
		code == 0 ? fmt::format("could not write \"{}\": {}", file.string(), error.message())
				  : fmt::format("pg_dump failed with exit code {}", code),
		"There is no backup, so nothing was changed.",
		code == 127 ? "Install PostgreSQL's client programs, so that pg_dump is in PATH."
		: code == 0
			? ""
			: "What pg_dump says above is the reason. Where permission is denied in schema pgmigrate, the extension's "
			  "owner types: GRANT SELECT ON ALL TABLES IN SCHEMA pgmigrate TO role; GRANT SELECT ON ALL SEQUENCES IN "
			  "SCHEMA pgmigrate TO role;");
}

} // namespace pgmigrate::client
