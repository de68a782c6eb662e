#include "client/child.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/failure.hpp"
#include "client/interrupt.hpp"

namespace pgmigrate::client {

namespace {

constexpr int kNotFound = 127;

// In the new process: nothing returns from here.
[[noreturn]] void become(const std::vector<char *> &arguments, const std::filesystem::path &directory,
	const std::vector<std::pair<std::string, std::string>> &environment, int output) {
	const int nothing = open("/dev/null", O_RDONLY);
	if (nothing < 0 || dup2(nothing, STDIN_FILENO) < 0 || dup2(output, STDOUT_FILENO) < 0 ||
		dup2(output, STDERR_FILENO) < 0 || chdir(directory.c_str()) != 0)
		_exit(126);
	for (const auto &[name, value] : environment)
		setenv(name.c_str(), value.c_str(), 1);
	execvp(arguments[0], arguments.data());
	_exit(errno == ENOENT ? kNotFound : 126);
}

std::string read_to_end(int from) {
	std::string output;
	char buffer[4096];
	for (;;) {
		const ssize_t got = read(from, buffer, sizeof buffer);
		if (got > 0)
			output.append(buffer, static_cast<std::size_t>(got));
		else if (got == 0 || errno != EINTR)
			return output;
	}
}

} // namespace

Child run_child(const std::vector<std::string> &command, const std::filesystem::path &directory,
	const std::vector<std::pair<std::string, std::string>> &environment, const std::string &hint) {
	std::vector<char *> arguments;
	for (const std::string &argument : command)
		arguments.push_back(const_cast<char *>(argument.c_str()));
	arguments.push_back(nullptr);
	int ends[2];
	if (pipe2(ends, O_CLOEXEC) != 0)
		throw Failure(ExitCode::refused, fmt::format("could not make a pipe: {}", std::strerror(errno)));
	const pid_t child = fork();
	if (child < 0)
		throw Failure(
			ExitCode::refused, fmt::format("could not start \"{}\": {}", command[0], std::strerror(errno)));
	if (child == 0)
		become(arguments, directory, environment, ends[1]);
	close(ends[1]);
	Child done{0, read_to_end(ends[0])};
	close(ends[0]);
	int status = 0;
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	check_signals();
	done.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	if (done.exit_code == kNotFound)
		throw Failure(ExitCode::refused, fmt::format("could not run \"{}\"", command[0]), done.output, hint);
	return done;
}

} // namespace pgmigrate::client
