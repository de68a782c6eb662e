#include "core/conditions.hpp"

#include <algorithm>
#include <set>

#include "helpers.hpp"

namespace pgmigrate::core {

TEST(Conditions, HaveCodesOfOurClassInOrderEachOnce) {
	EXPECT_TRUE(std::ranges::is_sorted(kConditions, {}, &Condition::sqlstate));
	std::set<std::string_view> codes, names;
	for (const Condition &condition : kConditions) {
		SCOPED_TRACE(condition.name);
		EXPECT_EQ(condition.sqlstate.size(), 5u);
		EXPECT_TRUE(condition.sqlstate.starts_with("PM"));
		EXPECT_TRUE(codes.insert(condition.sqlstate).second);
		EXPECT_TRUE(names.insert(condition.name).second);
	}
}

TEST(Conditions, HaveNamesThatPlpgsqlCouldHaveAndMeaningsThatAreNoSentences) {
	for (const Condition &condition : kConditions) {
		SCOPED_TRACE(condition.name);
		EXPECT_TRUE(
			std::ranges::all_of(condition.name, [](char c) { return c == '_' || (c >= 'a' && c <= 'z'); }));
		EXPECT_FALSE(condition.meaning.empty());
		EXPECT_FALSE(condition.meaning.ends_with('.'));
	}
}

} // namespace pgmigrate::core
