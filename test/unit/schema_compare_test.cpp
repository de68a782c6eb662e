#include <gtest/gtest.h>

#include "core/schema/compare.hpp"

using namespace pgmigrate::core::schema;

namespace {

Column column(std::string name, std::string type) {
	Column c;
	c.name = std::move(name);
	c.type = std::move(type);
	return c;
}

Snapshot shop(std::vector<Column> columns) {
	Table orders;
	orders.schema = "shop";
	orders.name = "orders";
	orders.columns = std::move(columns);
	Snapshot snapshot;
	snapshot.server_version = 15;
	snapshot.tables.emplace(identity(orders), orders);
	return snapshot;
}

std::vector<std::string> said(const Snapshot &from, const Snapshot &to, const CompareOptions &options = {}) {
	std::vector<std::string> result;
	for (const Difference &d : differences(from, to, options))
		result.push_back((d.is_note ? "note: " : "") + words(d));
	return result;
}

using Said = std::vector<std::string>;

} // namespace

TEST(SchemaCompare, EqualSchemasHaveNoDifferences) {
	EXPECT_EQ(said(shop({column("id", "bigint")}), shop({column("id", "bigint")})), Said{});
}

TEST(SchemaCompare, TellsOfAnObjectThatIsGoneAndOneThatIsNew) {
	Snapshot empty;
	EXPECT_EQ(said(shop({}), empty), Said{"table shop.orders is gone"});
	EXPECT_EQ(said(empty, shop({})), Said{"table shop.orders is new"});
}

TEST(SchemaCompare, TellsOfAColumnByItsNameAndProperty) {
	Column total = column("total", "numeric");
	total.not_null = true;
	total.default_value = "0";
	EXPECT_EQ(said(shop({column("total", "integer")}), shop({total})),
		(Said{"table shop.orders: column total: type changed from integer to numeric",
			"table shop.orders: column total: not_null set to yes",
			"table shop.orders: column total: default set to 0"}));
}

TEST(SchemaCompare, TellsOfColumnsThatComeAndGo) {
	EXPECT_EQ(said(shop({column("a", "text")}), shop({column("b", "text")})),
		(Said{"table shop.orders: column a is gone", "table shop.orders: column b is new"}));
}

TEST(SchemaCompare, AnotherOrderOfColumnsIsANoteUnlessItIsAskedFor) {
	const Snapshot from = shop({column("a", "text"), column("b", "text")});
	const Snapshot to = shop({column("b", "text"), column("a", "text")});
	EXPECT_EQ(said(from, to), Said{"note: table shop.orders: order of columns changed from a, b to b, a"});
	CompareOptions strict;
	strict.strict_column_order = true;
	EXPECT_EQ(said(from, to, strict), Said{"table shop.orders: order of columns changed from a, b to b, a"});
}

TEST(SchemaCompare, AnotherOrderOfACompositeTypesAttributesIsADifference) {
	CompositeType place;
	place.schema = "shop";
	place.name = "place";
	place.columns = {column("a", "text"), column("b", "text")};
	Snapshot from, to;
	from.composite_types.emplace(identity(place), place);
	std::swap(place.columns[0], place.columns[1]);
	to.composite_types.emplace(identity(place), place);
	EXPECT_EQ(said(from, to), Said{"type shop.place: order of columns changed from a, b to b, a"});
}

TEST(SchemaCompare, AColumnMoreDoesNotChangeTheOrderOfTheOthers) {
	EXPECT_EQ(differences(shop({column("a", "text"), column("b", "text")}),
				  shop({column("a", "text"), column("new", "text"), column("b", "text")}), {})
				  .size(),
		1U);
}

// The server writes the one once it has read the other.
TEST(SchemaCompare, AnArrayThatIsCastIsEqualToOneOfElementsThatAreCast) {
	const auto with_default = [](std::string value) {
		Column c = column("a", "text[]");
		c.default_value = std::move(value);
		return shop({c});
	};
	EXPECT_EQ(said(with_default("j((ARRAY[f(), g()])::text[])"),
				  with_default("j(ARRAY[(f())::text[], (g())::text[]])")),
		Said{});
	EXPECT_EQ(said(with_default("(ARRAY[f()])::text[]"), with_default("ARRAY[(g())::text]")).size(), 1U);
}

// No database has such a table, and no snapshot of one.
TEST(SchemaCompare, BearsTwoColumnsOfOneName) {
	const Snapshot twice = shop({column("a", "text"), column("a", "text")}),
				   once = shop({column("a", "text")});
	EXPECT_EQ(said(twice, once).size(), 1U);
	EXPECT_EQ(said(once, twice).size(), 1U);
	EXPECT_EQ(said(twice, twice), Said{});
}

TEST(SchemaCompare, ComparesOwnersWhereBothSnapshotsHoldThem) {
	Snapshot from = shop({}), to = shop({});
	from.tables.begin()->second.owner = "alice";
	to.tables.begin()->second.owner = "bob";
	EXPECT_EQ(said(from, to), Said{});
	from.owners = to.owners = true;
	EXPECT_EQ(said(from, to), Said{"table shop.orders: owner changed from alice to bob"});
	CompareOptions without;
	without.owners = false;
	EXPECT_EQ(said(from, to, without), Said{});
}

TEST(SchemaCompare, DependenciesAreNoPartOfEquality) {
	Snapshot from = shop({}), to = shop({});
	to.dependencies["table shop.orders"] = {"type shop.status"};
	EXPECT_EQ(said(from, to), Said{});
}

TEST(SchemaCompare, TellsWhatIsNoLongerSet) {
	Column total = column("total", "numeric");
	total.default_value = "0";
	EXPECT_EQ(said(shop({total}), shop({column("total", "numeric")})),
		Said{"table shop.orders: column total: default no longer set, was 0"});
}

// Arguments may have no names, and two may have the same.
TEST(SchemaCompare, ComparesTheArgumentsOfAFunctionAsAWhole) {
	Function add;
	add.schema = "shop";
	add.name = "add";
	add.arguments.resize(2);
	add.arguments[0].type = add.arguments[1].type = "integer";
	Snapshot from, to;
	from.functions.emplace(identity(add), add);
	add.arguments[1].default_value = "1";
	to.functions.emplace(identity(add), add);
	EXPECT_EQ(said(from, to), Said{"function shop.add(integer, integer): arguments changed from "
								   R"([{"type":"integer"},{"type":"integer"}] to )"
								   R"([{"type":"integer"},{"default":"1","type":"integer"}])"});
}

TEST(SchemaCompare, TellsOfATextOfSeveralLinesInOne) {
	View view;
	view.schema = "shop";
	view.name = "v";
	view.definition = " SELECT 1 AS a\n   FROM t";
	Snapshot from, to;
	from.views.emplace(identity(view), view);
	view.definition = " SELECT 2 AS a\n   FROM t";
	to.views.emplace(identity(view), view);
	EXPECT_EQ(said(from, to),
		Said{"view shop.v: definition changed from SELECT 1 AS a FROM t to SELECT 2 AS a FROM t"});
	EXPECT_EQ(differences(from, to, {}).front().to, " SELECT 2 AS a\n   FROM t");
}
