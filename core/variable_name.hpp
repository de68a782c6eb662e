// What a variable of scripts may be called: the client refuses other names before it connects.
#pragma once
#include <algorithm>
#include <string_view>

namespace pgmigrate::core {

// A part of a setting's name, for current_setting('var.name').
inline bool is_variable_name(std::string_view name) {
	const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
	return !name.empty() && !is_digit(name.front()) && std::ranges::all_of(name, [&](char c) {
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_';
	});
}

} // namespace pgmigrate::core
