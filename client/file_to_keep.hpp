// A new migration file that belongs to a revision which the server makes: there are both of them, or none.
#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "core/revision.hpp"

namespace pgmigrate::client {

// A file that goes again, unless what it belongs to is done.
class FileToKeep {
public:
	explicit FileToKeep(std::filesystem::path path) : path_(std::move(path)) {}
	FileToKeep(const FileToKeep &) = delete;
	FileToKeep &operator=(const FileToKeep &) = delete;
	~FileToKeep();
	void write(std::string_view text);
	void keep() { is_kept_ = true; }
	bool is_written() const { return is_written_; }

private:
	const std::filesystem::path path_;
	bool is_written_ = false, is_kept_ = false;
};

// Throws refused if something is there already.
void check_is_free(const std::filesystem::path &path);

// Lets `store` make the revision on the server, and write the file of its script before the server commits. What fails is
// thrown, with what became of the revision; `done_by_nobody` says that nothing is done.
void store_with_file(const std::filesystem::path &path, const std::string &revision,
	const std::string &done_by_nobody, const std::function<void(FileToKeep &)> &store);

} // namespace pgmigrate::client
