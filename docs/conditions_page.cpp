// Writes docs/conditions.md from the conditions that the core has.
#include <array>
#include <cstdio>
#include <string>

#include "core/conditions.hpp"

namespace {

using pgmigrate::core::Condition;
using pgmigrate::core::kConditions;

// Conditions of one kind: their SQLSTATEs begin alike.
struct Kind {
	std::string_view sqlstate;
	const char *heading;
};
constexpr std::array kKinds{Kind{"PM00", "Revision expressions"},
	Kind{"PM01", "The graph, and several targets"}, Kind{"PM02", "Scripts and runs"},
	Kind{"PM03", "The state, new revisions, and scripts for later"},
	Kind{"PM04", "What the watch refuses"}, Kind{"PM05", "What a shadow cannot tell"}};

constexpr const char *kTop = R"(# Conditions

This page is made from `core/conditions.hpp` by `make docs`; `SELECT * FROM pgmigrate.conditions();` answers the same.

Errors of pgmigrate's own have SQLSTATEs of class `PM`, which PostgreSQL does not use. What PostgreSQL has a code for is
raised under that: [Errors](reference.md#errors).
)";

} // namespace

int main() {
	std::string page = kTop;
	std::size_t written = 0;
	for (const Kind &kind : kKinds) {
		page += std::string("\n## ") + kind.heading + "\n\n| SQLSTATE | condition | when |\n|---|---|---|\n";
		for (const Condition &c : kConditions)
			if (c.sqlstate.starts_with(kind.sqlstate)) {
				page += "| `" + std::string(c.sqlstate) + "` | `" + std::string(c.name) + "` | " +
						std::string(c.meaning) + " |\n";
				++written;
			}
	}
	if (written != kConditions.size()) {
		std::fputs("conditions_page: a condition belongs to no kind\n", stderr);
		return 1;
	}
	return std::fputs(page.c_str(), stdout) < 0 ? 1 : 0;
}
