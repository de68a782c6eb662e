#include "client/text_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "client/failure.hpp"

namespace pgmigrate::client {

namespace {

namespace fs = std::filesystem;

struct Close {
	void operator()(std::FILE *file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Close>;

// Without a FILE, whose buffer is made, and the file asked for its kind, for each of a thousand files.
struct Descriptor {
	const int number;
	explicit Descriptor(int number_) : number(number_) {}
	Descriptor(const Descriptor &) = delete;
	Descriptor &operator=(const Descriptor &) = delete;
	~Descriptor() {
		if (number >= 0)
			close(number);
	}
};

[[noreturn]] void fail(std::string_view what, const fs::path &path) {
	throw Failure(
		ExitCode::refused, fmt::format("could not {} \"{}\": {}", what, path.string(), std::strerror(errno)));
}

// How many bytes the UTF-8 character at the beginning has; 0 if it is none.
std::size_t utf8_length(std::string_view s) {
	const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(s[i]); };
	const auto continues = [&](std::size_t i) { return i < s.size() && (byte(i) & 0xC0) == 0x80; };
	if (byte(0) < 0x80)
		return 1;
	if (byte(0) >= 0xC2 && byte(0) <= 0xDF && continues(1))
		return 2;
	if ((byte(0) & 0xF0) == 0xE0 && continues(1) && continues(2)) {
		const bool overlong = byte(0) == 0xE0 && byte(1) < 0xA0;
		const bool surrogate = byte(0) == 0xED && byte(1) >= 0xA0;
		return overlong || surrogate ? 0 : 3;
	}
	if (byte(0) >= 0xF0 && byte(0) <= 0xF4 && continues(1) && continues(2) && continues(3)) {
		const bool overlong = byte(0) == 0xF0 && byte(1) < 0x90;
		const bool too_great = byte(0) == 0xF4 && byte(1) >= 0x90;
		return overlong || too_great ? 0 : 4;
	}
	return 0;
}

// The server would refuse other texts without saying which file it was.
void check_utf8(std::string_view text, const fs::path &path) {
	const std::size_t bad = first_not_utf8(text);
	if (bad == text.npos)
		return;
	Failure failure(ExitCode::refused, "the file is not UTF-8",
		fmt::format("The byte 0x{:02x} begins no character.", static_cast<unsigned char>(text[bad])),
		"Save it as UTF-8.");
	failure.where = fmt::format("{}:{}", path.string(), std::ranges::count(text.substr(0, bad), '\n') + 1);
	throw failure;
}

} // namespace

std::size_t first_not_utf8(std::string_view text) {
	for (std::size_t i = 0; i < text.size();) {
		const std::size_t length = utf8_length(text.substr(i, 4));
		if (length == 0)
			return i;
		i += length;
	}
	return text.npos;
}

std::string read_text(const fs::path &path) {
	const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
	if (file.number < 0)
		fail("read", path);
	std::string text;
	char buffer[16384];
	for (;;) {
		const ssize_t got = read(file.number, buffer, sizeof buffer);
		if (got == 0)
			break;
		if (got > 0)
			text.append(buffer, static_cast<std::size_t>(got));
		else if (errno != EINTR)
			fail("read", path);
	}
	check_utf8(text, path);
	return text;
}

bool is_device(const fs::path &path) {
	std::error_code error;
	const fs::file_status status = fs::status(path, error);
	return fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status);
}

void write_text(const fs::path &name, std::string_view text, IfThere if_there) {
	// what a link leads to is replaced, not the link
	const bool is_replaced = if_there == IfThere::overwrite && !is_device(name);
	const fs::path path = is_replaced && fs::is_symlink(name) ? fs::weakly_canonical(name) : name;
	const fs::path written = is_replaced ? fs::path(path.string() + ".new") : path;
	File file(std::fopen(written.c_str(), if_there == IfThere::overwrite ? "wbe" : "wbex"));
	if (!file) {
		if (errno == EEXIST)
			throw Failure(ExitCode::refused, fmt::format("file \"{}\" exists", path.string()), {},
				"Nothing was written; move it away first, or write to another file.");
		fail("write", written);
	}
	const bool is_written = std::fwrite(text.data(), 1, text.size(), file.get()) == text.size();
	const bool is_closed = std::fclose(file.release()) == 0;
	if (!is_written || !is_closed) {
		const int why = errno;
		if (!is_device(written))
			unlink(written.c_str());
		errno = why;
		fail("write", written);
	}
	if (written != path && std::rename(written.c_str(), path.c_str()) != 0) {
		const int why = errno;
		unlink(written.c_str());
		errno = why;
		fail("write", path);
	}
}

} // namespace pgmigrate::client
