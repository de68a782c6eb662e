// A schema as a value: everything that stands in it, by kind and identity, without a trace of where and when it was made.
#pragma once
#include <string_view>

#include "core/schema/aggregate.hpp"
#include "core/schema/cast.hpp"
#include "core/schema/collation.hpp"
#include "core/schema/constraint.hpp"
#include "core/schema/default_privileges.hpp"
#include "core/schema/foreign_data.hpp"
#include "core/schema/function.hpp"
#include "core/schema/index.hpp"
#include "core/schema/publication.hpp"
#include "core/schema/language.hpp"
#include "core/schema/operator.hpp"
#include "core/schema/schema.hpp"
#include "core/schema/sequence.hpp"
#include "core/schema/statistics.hpp"
#include "core/schema/table.hpp"
#include "core/schema/text_search.hpp"
#include "core/schema/trigger.hpp"
#include "core/schema/type.hpp"
#include "core/schema/view.hpp"

namespace pgmigrate::core::schema {

inline constexpr std::int64_t kSnapshotFormat = 1;

struct Snapshot {
	std::int64_t server_version = 0;         // major
	bool owners = false, privileges = false; // whether they were looked at
	std::vector<std::string> chosen_schemas; // none: all
	Objects<Schema> schemas;
	Objects<Extension> extensions;
	Objects<Language> languages;
	Objects<AccessMethod> access_methods;
	Objects<Collation> collations;
	Objects<Conversion> conversions;
	Objects<EnumType> enums;
	Objects<CompositeType> composite_types;
	Objects<RangeType> ranges;
	Objects<Domain> domains;
	Objects<BaseType> base_types;
	Objects<Function> functions;
	Objects<Aggregate> aggregates;
	Objects<Cast> casts;
	Objects<Transform> transforms;
	Objects<Operator> operators;
	Objects<OperatorFamily> operator_families;
	Objects<OperatorClass> operator_classes;
	Objects<Sequence> sequences;
	Objects<Table> tables;
	Objects<Constraint> constraints;
	Objects<Index> indexes;
	Objects<View> views;
	Objects<MaterializedView> materialized_views;
	Objects<Trigger> triggers;
	Objects<Rule> rules;
	Objects<Policy> policies;
	Objects<Statistics> statistics;
	Objects<TextSearchParser> text_search_parsers;
	Objects<TextSearchTemplate> text_search_templates;
	Objects<TextSearchDictionary> text_search_dictionaries;
	Objects<TextSearchConfiguration> text_search_configurations;
	Objects<ForeignDataWrapper> foreign_data_wrappers;
	Objects<ForeignServer> servers;
	Objects<Publication> publications;
	Objects<DefaultPrivileges> default_privileges;
	Objects<EventTrigger> event_triggers;
	// What each of these needs; also "default shop.orders.id", for a column's default alone. No part of equality: it follows
	// from the definitions.
	std::map<Reference, std::vector<Reference>, std::less<>> dependencies;
	// Descriptions of what stands there and is not in this snapshot, because there is no model of it.
	std::vector<std::string> not_modelled;
};

// Calls visit(name, member) for each kind; the names are those of the JSON.
template <class Visit>
void for_each_kind(Visit &&visit) {
	visit("schemas", &Snapshot::schemas);
	visit("extensions", &Snapshot::extensions);
	visit("languages", &Snapshot::languages);
	visit("access_methods", &Snapshot::access_methods);
	visit("collations", &Snapshot::collations);
	visit("conversions", &Snapshot::conversions);
	visit("enums", &Snapshot::enums);
	visit("composite_types", &Snapshot::composite_types);
	visit("ranges", &Snapshot::ranges);
	visit("domains", &Snapshot::domains);
	visit("base_types", &Snapshot::base_types);
	visit("functions", &Snapshot::functions);
	visit("aggregates", &Snapshot::aggregates);
	visit("casts", &Snapshot::casts);
	visit("transforms", &Snapshot::transforms);
	visit("operators", &Snapshot::operators);
	visit("operator_families", &Snapshot::operator_families);
	visit("operator_classes", &Snapshot::operator_classes);
	visit("sequences", &Snapshot::sequences);
	visit("tables", &Snapshot::tables);
	visit("constraints", &Snapshot::constraints);
	visit("indexes", &Snapshot::indexes);
	visit("views", &Snapshot::views);
	visit("materialized_views", &Snapshot::materialized_views);
	visit("triggers", &Snapshot::triggers);
	visit("rules", &Snapshot::rules);
	visit("policies", &Snapshot::policies);
	visit("statistics", &Snapshot::statistics);
	visit("text_search_parsers", &Snapshot::text_search_parsers);
	visit("text_search_templates", &Snapshot::text_search_templates);
	visit("text_search_dictionaries", &Snapshot::text_search_dictionaries);
	visit("text_search_configurations", &Snapshot::text_search_configurations);
	visit("foreign_data_wrappers", &Snapshot::foreign_data_wrappers);
	visit("servers", &Snapshot::servers);
	visit("publications", &Snapshot::publications);
	visit("default_privileges", &Snapshot::default_privileges);
	visit("event_triggers", &Snapshot::event_triggers);
}

// The snapshot as JSON, and back. Reading throws 22023 for anything else, naming the place.
std::string to_json(const Snapshot &snapshot);
Snapshot from_json(std::string_view json);

} // namespace pgmigrate::core::schema
