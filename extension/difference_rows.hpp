// Differences between schemas as rows of an SQL function: kind, object, change, property, from_value, to_value, is_note,
// words.
#pragma once
#include <vector>

#include "core/schema/compare.hpp"

#include "extension/pg/value.hpp"

namespace pgmigrate {

Datum answer_with_differences(
	FunctionCallInfo fcinfo, const std::vector<core::schema::Difference> &differences);

} // namespace pgmigrate
