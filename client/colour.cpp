#include "client/colour.hpp"

#include <cstdlib>

#include <fmt/format.h>
#include <unistd.h>

#include "client/screen.hpp"

namespace pgmigrate::client {

namespace {

// As PostgreSQL's own programs colour, where they have the same.
std::string_view code(Colour colour) {
	switch (colour) {
	case Colour::error:
		return "01;31";
	case Colour::warning:
		return "01;35";
	case Colour::applied:
		return "32";
	case Colour::pending:
		return "33";
	case Colour::head:
		return "01;32";
	case Colour::current:
		return "01;36";
	case Colour::none:
		break;
	}
	return {};
}

} // namespace

const Paint Paint::plain{false};

Paint Paint::of(int file) {
	const char *none = std::getenv("NO_COLOR");
	return Paint(is_terminal(file) && !is_dumb_terminal() && (none == nullptr || *none == '\0'));
}

const Paint &Paint::on_stdout() {
	static const Paint paint = of(STDOUT_FILENO);
	return paint;
}

const Paint &Paint::on_stderr() {
	static const Paint paint = of(STDERR_FILENO);
	return paint;
}

std::string Paint::operator()(Colour colour, std::string_view text) const {
	return is_on_ && colour != Colour::none && !text.empty()
			   ? fmt::format("\x1b[{}m{}\x1b[0m", code(colour), text)
			   : std::string(text);
}

std::string Paint::label(Colour colour, std::string_view label, std::string_view text) const {
	return text.starts_with(label) ? (*this)(colour, label).append(text.substr(label.size()))
								   : std::string(text);
}

Colour colour_of_severity(std::string_view severity) {
	if (severity == "ERROR" || severity == "FATAL" || severity == "PANIC")
		return Colour::error;
	return severity == "WARNING" ? Colour::warning : Colour::none;
}

} // namespace pgmigrate::client
