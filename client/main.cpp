#include <cstdio>

#include <fcntl.h>

#include "client/command_line.hpp"
#include "client/failure.hpp"
#include "client/interrupt.hpp"
#include "client/output.hpp"
#include "client/report.hpp"

using namespace pgmigrate::client;

namespace {

// A file or a socket that were opened in the place of a closed stream would take what is meant for that.
void keep_streams() {
	for (const int stream : {0, 1, 2})
		if (fcntl(stream, F_GETFD) == -1)
			open("/dev/null", stream == 2 ? O_WRONLY : O_RDONLY); // so that writing standard output fails
}

// What the command itself came to counts more than that nobody could read it.
ExitCode finish_output(ExitCode code, const CommandLine &line) {
	flush_output();
	if (output_error_is_told || (output_error == 0 && std::ferror(stdout) == 0))
		return code;
	const bool is_done = code == ExitCode::done || code == ExitCode::unreported;
	Failure failure(is_done ? ExitCode::unreported : code, output_error_message());
	if (is_done && line.changes_database()) {
		failure.detail = "What the command did in the database is committed.";
		failure.hint = "\"pgmigrate status\x02\" shows where the database is.";
	}
	return report(std::make_exception_ptr(failure), line.options());
}

} // namespace

int main(int argc, char **argv) {
	keep_streams();
	install_signal_handlers();
	ExitCode code = ExitCode::done;
	CommandLine line;
	try {
		code = line.run(argc, argv);
	} catch (...) {
		code = report(std::current_exception(), line.options());
	}
	return static_cast<int>(finish_output(code, line));
}
