// Aggregates. Functions and operators are named without their arguments, which follow from the aggregate's.
#pragma once
#include "core/schema/function.hpp"

namespace pgmigrate::core::schema {

struct Aggregate : Object {
	static constexpr std::string_view kKind = "aggregate";
	static constexpr std::uint32_t kCatalog = 1255; // pg_proc
	std::string schema, name;
	std::vector<Argument> arguments;
	std::optional<std::int64_t> direct_arguments; // of an ordered set: how many stand before ORDER BY
	bool hypothetical = false;
	std::string transition_function, transition_type;
	std::int64_t transition_space = 0;
	std::string final_function, final_function_modify; // "read_only", "shareable", "read_write" where unusual
	bool final_function_extra = false;
	std::string combine_function, serial_function, deserial_function;
	std::optional<std::string> initial_condition;
	std::string moving_transition_function, moving_inverse_function, moving_transition_type;
	std::int64_t moving_transition_space = 0;
	std::string moving_final_function, moving_final_function_modify;
	bool moving_final_function_extra = false;
	std::optional<std::string> moving_initial_condition;
	std::string sort_operator;
	std::string parallel; // "restricted", "safe"
	template <class Self = Aggregate>
	static constexpr auto fields() {
		return with_object_fields<Self>(field<&Self::schema>("schema", Role::identity),
			field<&Self::name>("name", Role::identity), field<&Self::arguments>("arguments"),
			field<&Self::direct_arguments>("direct_arguments"), field<&Self::hypothetical>("hypothetical"),
			field<&Self::transition_function>("transition_function"),
			field<&Self::transition_type>("transition_type"),
			field<&Self::transition_space>("transition_space"),
			field<&Self::final_function>("final_function"),
			field<&Self::final_function_modify>("final_function_modify"),
			field<&Self::final_function_extra>("final_function_extra"),
			field<&Self::combine_function>("combine_function"),
			field<&Self::serial_function>("serial_function"),
			field<&Self::deserial_function>("deserial_function"),
			field<&Self::initial_condition>("initial_condition"),
			field<&Self::moving_transition_function>("moving_transition_function"),
			field<&Self::moving_inverse_function>("moving_inverse_function"),
			field<&Self::moving_transition_type>("moving_transition_type"),
			field<&Self::moving_transition_space>("moving_transition_space"),
			field<&Self::moving_final_function>("moving_final_function"),
			field<&Self::moving_final_function_modify>("moving_final_function_modify"),
			field<&Self::moving_final_function_extra>("moving_final_function_extra"),
			field<&Self::moving_initial_condition>("moving_initial_condition"),
			field<&Self::sort_operator>("sort_operator"), field<&Self::parallel>("parallel"));
	}
	bool operator==(const Aggregate &) const = default;
};
Identity identity(const Aggregate &aggregate);

} // namespace pgmigrate::core::schema
