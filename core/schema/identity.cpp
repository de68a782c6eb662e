// What the objects of each kind are found by.
#include <fmt/format.h>

#include "core/schema/quote.hpp"
#include "core/schema/snapshot.hpp"

namespace pgmigrate::core::schema {

namespace {

Identity on_table(const std::string &name, const std::string &table) {
	return identifier(name).append(" on ").append(table);
}

} // namespace

std::string input_types(const std::vector<Argument> &arguments) {
	std::string types;
	for (const Argument &argument : arguments)
		if (argument.mode != "out" && argument.mode != "table")
			types.append(types.empty() ? "" : ", ").append(argument.type);
	return types;
}

Identity identity(const Schema &schema) {
	return identifier(schema.name);
}
Identity identity(const Extension &extension) {
	return identifier(extension.name);
}
Identity identity(const EnumType &type) {
	return qualified(type.schema, type.name);
}
Identity identity(const CompositeType &type) {
	return qualified(type.schema, type.name);
}
Identity identity(const RangeType &type) {
	return qualified(type.schema, type.name);
}
Identity identity(const Domain &domain) {
	return qualified(domain.schema, domain.name);
}
Identity identity(const BaseType &type) {
	return qualified(type.schema, type.name);
}
Identity identity(const Function &function) {
	return qualified(function.schema, function.name)
		.append("(")
		.append(input_types(function.arguments))
		.append(")");
}
Identity identity(const Aggregate &aggregate) {
	std::string types = input_types(aggregate.arguments);
	return qualified(aggregate.schema, aggregate.name)
		.append("(")
		.append(types.empty() ? "*" : types)
		.append(")");
}
Identity identity(const Language &language) {
	return identifier(language.name);
}
Identity identity(const AccessMethod &method) {
	return identifier(method.name);
}
Identity identity(const EventTrigger &trigger) {
	return identifier(trigger.name);
}
Identity identity(const Collation &collation) {
	return qualified(collation.schema, collation.name);
}
Identity identity(const Conversion &conversion) {
	return qualified(conversion.schema, conversion.name);
}
Identity identity(const Cast &cast) {
	return std::string("(").append(cast.source).append(" AS ").append(cast.target).append(")");
}
Identity identity(const Transform &transform) {
	return std::string("FOR ")
		.append(transform.type)
		.append(" LANGUAGE ")
		.append(identifier(transform.language));
}
Identity identity(const Operator &op) {
	return identifier(op.schema)
		.append(".")
		.append(op.name)
		.append("(")
		.append(op.left.empty() ? "NONE" : op.left)
		.append(", ")
		.append(op.right)
		.append(")");
}
Identity identity(const OperatorFamily &family) {
	return qualified(family.schema, family.name).append(" USING ").append(identifier(family.method));
}
Identity identity(const OperatorClass &operator_class) {
	return qualified(operator_class.schema, operator_class.name)
		.append(" USING ")
		.append(identifier(operator_class.method));
}
Identity identity(const Sequence &sequence) {
	return qualified(sequence.schema, sequence.name);
}
Identity identity(const Table &table) {
	return qualified(table.schema, table.name);
}
Identity identity(const Constraint &constraint) {
	return on_table(constraint.name, constraint.table);
}
Identity identity(const Index &index) {
	return qualified(index.schema, index.name);
}
Identity identity(const View &view) {
	return qualified(view.schema, view.name);
}
Identity identity(const MaterializedView &view) {
	return qualified(view.schema, view.name);
}
Identity identity(const Trigger &trigger) {
	return on_table(trigger.name, trigger.table);
}
Identity identity(const Rule &rule) {
	return on_table(rule.name, rule.table);
}
Identity identity(const Policy &policy) {
	return on_table(policy.name, policy.table);
}
Identity identity(const Statistics &statistics) {
	return qualified(statistics.schema, statistics.name);
}
Identity identity(const TextSearchParser &parser) {
	return qualified(parser.schema, parser.name);
}
Identity identity(const TextSearchTemplate &text_template) {
	return qualified(text_template.schema, text_template.name);
}
Identity identity(const TextSearchDictionary &dictionary) {
	return qualified(dictionary.schema, dictionary.name);
}
Identity identity(const TextSearchConfiguration &configuration) {
	return qualified(configuration.schema, configuration.name);
}
Identity identity(const ForeignDataWrapper &wrapper) {
	return identifier(wrapper.name);
}
Identity identity(const ForeignServer &server) {
	return identifier(server.name);
}
Identity identity(const Publication &publication) {
	return identifier(publication.name);
}
Identity identity(const DefaultPrivileges &privileges) {
	return fmt::format("{} of {}{}", privileges.objects, identifier(privileges.role),
		privileges.schema.empty() ? "" : " in " + identifier(privileges.schema));
}

} // namespace pgmigrate::core::schema
