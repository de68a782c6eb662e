// What the fuzzers share: an expectation that ends the program with a word on what is wrong, and what every error of
// the core keeps to.
#pragma once
#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "core/error.hpp"

namespace pgmigrate::core::fuzz {

[[noreturn]] inline void fail(std::string_view what, std::string_view shown) {
	fmt::print(stderr, "\nnot as expected: {}\n{}\n", what, shown);
	std::abort(); // libFuzzer keeps the input
}

inline void expect(bool holds, std::string_view what, std::string_view shown = {}) {
	if (!holds)
		fail(what, shown);
}

inline void expect_well_formed(const Error &error) {
	const bool is_known =
		std::ranges::find(kConditions, error.sqlstate, &Condition::sqlstate) != kConditions.end();
	expect(is_known || error.sqlstate == sqlstate::object_not_in_prerequisite_state ||
			   error.sqlstate == sqlstate::invalid_parameter_value,
		"an error has a SQLSTATE of the core", error.sqlstate);
	expect(error.sqlstate.size() == 5, "a SQLSTATE has five characters", error.sqlstate);
	expect(!error.message.empty(), "an error has a message");
	expect(!error.message.ends_with('.'), "a message ends without a full stop", error.message);
	expect(error.detail.empty() || error.detail.ends_with('.'), "a detail is a sentence", error.detail);
	expect(error.where.line >= 0 && error.where.column >= 0, "a place is not negative", error.where.text());
}

// The function's value, or nothing if it throws an error of the core, which must be well formed. Any other exception
// is let out, and ends the program.
template <typename Function>
auto result_of(Function function) -> std::optional<decltype(function())> {
	try {
		return function();
	} catch (const Error &error) {
		expect_well_formed(error);
		return {};
	}
}

} // namespace pgmigrate::core::fuzz
