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
	static constexpr auto fields() {
		using A = Aggregate;
		return with_object_fields<A>(field("schema", &A::schema, Role::identity),
			field("name", &A::name, Role::identity), field("arguments", &A::arguments),
			field("direct_arguments", &A::direct_arguments), field("hypothetical", &A::hypothetical),
			field("transition_function", &A::transition_function),
			field("transition_type", &A::transition_type), field("transition_space", &A::transition_space),
			field("final_function", &A::final_function),
			field("final_function_modify", &A::final_function_modify),
			field("final_function_extra", &A::final_function_extra),
			field("combine_function", &A::combine_function), field("serial_function", &A::serial_function),
			field("deserial_function", &A::deserial_function),
			field("initial_condition", &A::initial_condition),
			field("moving_transition_function", &A::moving_transition_function),
			field("moving_inverse_function", &A::moving_inverse_function),
			field("moving_transition_type", &A::moving_transition_type),
			field("moving_transition_space", &A::moving_transition_space),
			field("moving_final_function", &A::moving_final_function),
			field("moving_final_function_modify", &A::moving_final_function_modify),
			field("moving_final_function_extra", &A::moving_final_function_extra),
			field("moving_initial_condition", &A::moving_initial_condition),
			field("sort_operator", &A::sort_operator), field("parallel", &A::parallel));
	}
	bool operator==(const Aggregate &) const = default;
};
Identity identity(const Aggregate &aggregate);

} // namespace pgmigrate::core::schema
