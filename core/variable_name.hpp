// What a variable of scripts may be called: the client refuses other names before it connects.
#pragma once
#include <algorithm>
#include <string_view>

#include "core/text.hpp"

namespace pgmigrate::core {

// A part of a setting's name, for current_setting('var.name').
inline bool is_variable_name(std::string_view name) {
	return !name.empty() && !text::is_digit(name.front()) && std::ranges::all_of(name, [](char c) {
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || text::is_digit(c) || c == '_';
	});
}

} // namespace pgmigrate::core
