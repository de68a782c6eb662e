// init: what a project begins with.
#include "client/commands.hpp"

#include <vector>

#include <fmt/format.h>

#include "client/failure.hpp"
#include "client/new_file.hpp"
#include "client/starter_files.hpp"
#include "client/talk.hpp"
#include "client/text_file.hpp"
#include "client/written.hpp"

namespace pgmigrate::client {

namespace {

namespace fs = std::filesystem;

void check_not_there(const fs::path &path) {
	std::error_code error;
	if (fs::exists(path, error))
		throw Failure(ExitCode::refused, fmt::format("file \"{}\" exists", path.string()), {},
			"Edit it, or move it away first.");
}

void write_new(Written &written, const fs::path &path, std::string_view text) {
	write_text(path, text, IfThere::refuse);
	written.add({{"path", path.string()}});
}

} // namespace

ExitCode init(const Options &options) {
	fs::path folder = fs::path(options.folder).lexically_normal();
	if (!folder.has_filename())
		folder = folder.parent_path();
	const fs::path config = folder.parent_path() / kConfigName, makefile = folder.parent_path() / "Makefile";
	std::error_code error;
	const bool adds_makefile = options.makefile && fs::exists(config, error);
	if (!adds_makefile)
		check_not_there(config);
	if (options.makefile)
		check_not_there(makefile);
	if (adds_makefile) { // the rest was made before
		Written written(options);
		write_new(written, makefile, new_makefile());
		written.print();
		say("\"{}\" is there, and stays as it is\n", config.string());
		return ExitCode::done;
	}
	fs::create_directories(folder, error);
	if (error)
		throw Failure(ExitCode::refused,
			fmt::format("could not make directory \"{}\": {}", folder.string(), error.message()));
	Written written(options);
	written.during([&] {
		write_new(written, config, new_config(folder.filename().string()));
		if (options.makefile)
			write_new(written, makefile, new_makefile());
		written.add({{"path", folder.string()}});
		if (fs::is_empty(folder)) { // version control keeps no empty directories
			write_new(written, folder / Config().head_file, "");
			write_new(written, folder / kTemplateName, new_template());
		}
	});
	written.print();
	return ExitCode::done;
}

} // namespace pgmigrate::client
