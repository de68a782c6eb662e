#include "client/expand.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "client/failure.hpp"

namespace pgmigrate::client {

namespace {

bool is_name(std::string_view name) {
	return !name.empty() && !(name.front() >= '0' && name.front() <= '9') &&
		   std::ranges::all_of(name, [](char c) {
			   return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
		   });
}

// What stands for "NAME" or "NAME:-default".
std::string value_of(std::string_view inside, const Lookup &lookup) {
	const std::size_t at = inside.find(":-");
	const std::string name(inside.substr(0, at));
	if (!is_name(name))
		throw Failure(ExitCode::refused, fmt::format("\"${{{}}}\" is no variable", inside), {},
			"Write ${NAME}, ${NAME:-default}, or $${ for the characters ${.");
	const std::optional<std::string> value = lookup(name);
	if (at != std::string_view::npos)
		return value && !value->empty() ? *value : std::string(inside.substr(at + 2));
	if (!value)
		throw Failure(ExitCode::refused, fmt::format("variable \"{}\" is not set", name), {},
			fmt::format("Set it, in the environment or in .env, or write ${{{}:-default}}.", name));
	return *value;
}

} // namespace

std::string expand(std::string_view text, const Lookup &lookup) {
	std::string out;
	for (;;) {
		const std::size_t begin = text.find("${");
		out += text.substr(0, begin);
		if (begin == std::string_view::npos)
			return out;
		if (begin > 0 && text[begin - 1] == '$') {
			out += '{';
			text.remove_prefix(begin + 2);
			continue;
		}
		const std::size_t end = text.find('}', begin);
		if (end == std::string_view::npos) // the text itself may be a secret
			throw Failure(
				ExitCode::refused, "a variable does not end", {}, "Write ${NAME}, with a closing brace.");
		out += value_of(text.substr(begin + 2, end - begin - 2), lookup);
		text.remove_prefix(end + 1);
	}
}

} // namespace pgmigrate::client
