// Migration files that go, or become others, together with what the server does: all of them or none.
#pragma once
#include <filesystem>
#include <string_view>
#include <vector>

namespace pgmigrate::client {

// The files as they were come back, unless what they belong to is done.
class ReplacedFiles {
public:
	ReplacedFiles() = default;
	ReplacedFiles(const ReplacedFiles &) = delete;
	ReplacedFiles &operator=(const ReplacedFiles &) = delete;
	~ReplacedFiles();
	void replace(const std::filesystem::path &path, std::string_view text);
	void remove(const std::filesystem::path &path);
	// What was set aside goes.
	void keep();
	bool is_changed() const { return !files_.empty(); }

private:
	struct File {
		std::filesystem::path path, aside;
	};
	std::vector<File> files_;
};

} // namespace pgmigrate::client
