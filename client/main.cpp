#include <cstdio>

#include "client/command_line.hpp"
#include "client/interrupt.hpp"
#include "client/report.hpp"

using namespace pgmigrate::client;

int main(int argc, char **argv) {
	install_signal_handlers();
	ExitCode code = ExitCode::done;
	CommandLine line;
	try {
		code = line.run(argc, argv);
	} catch (...) {
		code = report(std::current_exception(), line.options());
	}
	if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
		std::perror("pgmigrate: could not write to standard output");
		if (code == ExitCode::done)
			code = ExitCode::refused;
	}
	return static_cast<int>(code);
}
