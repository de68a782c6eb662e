// The file .env: variables that the environment does not set.
#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace pgmigrate::client {

// A variable and where it is set.
struct Variable {
	std::string value;
	std::string from;             // ".env:3" or "environment variable NAME"
	std::filesystem::path folder; // from which a relative path in it counts
};

class DotEnv {
public:
	DotEnv() = default;
	// Reads the file and puts PGMIGRATE_* and PG* into the environment, where libpq finds them, unless they are there
	// already. Other names are other programs'; lines that are none, and were not read, are said. Throws refused, with file and
	// line.
	explicit DotEnv(const std::filesystem::path &file);

	// From the environment, else from the file; one that is set to nothing counts as not set.
	std::optional<Variable> find(const std::string &name) const;
	// Whether the environment has it of its own.
	bool is_outside(const std::string &name) const;
	const std::filesystem::path &file() const { return file_; }

private:
	// Whether it could be read.
	bool read_line(std::string_view line, int number);

	std::filesystem::path file_;
	char open_quote_ = 0;                       // of another program's value, which may have several lines
	std::map<std::string, Variable> variables_; // of the file, where the environment has no other
};

// Beside the configuration file, else in the working directory; nothing if there is none.
DotEnv find_dot_env(const std::filesystem::path &config_file);

} // namespace pgmigrate::client
