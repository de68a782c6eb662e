#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/schema/ddl/items.hpp"
#include "core/schema/ddl/routine_sql.hpp"
#include "core/schema/quote.hpp"

namespace pgmigrate::core::schema::ddl {

namespace {

// "*", "value integer", "fraction double precision ORDER BY value anyelement"
std::string arguments_sql(const Aggregate &a) {
	if (a.arguments.empty() && !a.direct_arguments)
		return "*";
	std::string sql;
	for (std::size_t i = 0; i < a.arguments.size(); i++) {
		bool sorted = a.direct_arguments && static_cast<std::size_t>(*a.direct_arguments) == i;
		sql += sorted ? (i == 0 ? "ORDER BY " : " ORDER BY ") : (i == 0 ? "" : ", ");
		sql += argument_sql(a.arguments[i], false);
	}
	// Of a hypothetical set whose arguments are as many as there are, one stands for both lists.
	if (a.direct_arguments && static_cast<std::size_t>(*a.direct_arguments) == a.arguments.size())
		sql += " ORDER BY " + argument_sql(a.arguments.back(), false);
	return sql;
}

class Options {
public:
	void add(const char *name, std::string_view value) {
		if (!value.empty())
			options_.push_back(fmt::format("{} = {}", name, value));
	}
	void add(const char *name, const std::optional<std::string> &value) {
		if (value)
			options_.push_back(fmt::format("{} = {}", name, literal(*value)));
	}
	void add(const char *name, std::int64_t value) {
		if (value != 0)
			options_.push_back(fmt::format("{} = {}", name, value));
	}
	void add(const char *name, bool set) {
		if (set)
			options_.push_back(name);
	}
	std::string sql() const { return fmt::format("\n\t{}\n", fmt::join(options_, ",\n\t")); }

private:
	std::vector<std::string> options_;
};

std::string create(const Aggregate &a) {
	Options options;
	auto text = [&](const char *name, const std::string &value) {
		options.add(name, std::string_view(value));
	};
	text("SFUNC", a.transition_function);
	text("STYPE", a.transition_type);
	options.add("SSPACE", a.transition_space);
	text("FINALFUNC", a.final_function);
	options.add("FINALFUNC_EXTRA", a.final_function_extra);
	text("FINALFUNC_MODIFY", a.final_function_modify);
	text("COMBINEFUNC", a.combine_function);
	text("SERIALFUNC", a.serial_function);
	text("DESERIALFUNC", a.deserial_function);
	options.add("INITCOND", a.initial_condition);
	text("MSFUNC", a.moving_transition_function);
	text("MINVFUNC", a.moving_inverse_function);
	text("MSTYPE", a.moving_transition_type);
	options.add("MSSPACE", a.moving_transition_space);
	text("MFINALFUNC", a.moving_final_function);
	options.add("MFINALFUNC_EXTRA", a.moving_final_function_extra);
	text("MFINALFUNC_MODIFY", a.moving_final_function_modify);
	options.add("MINITCOND", a.moving_initial_condition);
	text("SORTOP", a.sort_operator.empty() ? "" : fmt::format("OPERATOR({})", a.sort_operator));
	text("PARALLEL", a.parallel);
	options.add("HYPOTHETICAL", a.hypothetical);
	return fmt::format(
		"CREATE AGGREGATE {}({}) ({});\n", qualified(a.schema, a.name), arguments_sql(a), options.sql());
}

} // namespace

void write_aggregates(Items &items) {
	for (const auto &[name, a] : items.snapshot.aggregates) {
		std::string full = "AGGREGATE " + name;
		std::string function = fmt::format("{}({})", qualified(a.schema, a.name), input_types(a.arguments));
		items.add({{Section::functions, name}, {reference(Aggregate::kKind, name)},
			{reference(Schema::kKind, identifier(a.schema))}, {},
			create(a) + owner_sql(a, full) + comment_sql(a.comment, full) +
				grants_sql(a.grants, "FUNCTION", function, a.owner)});
	}
}

} // namespace pgmigrate::core::schema::ddl
