#include <gtest/gtest.h>

#include "core/error.hpp"
#include "core/schema/ddl/order.hpp"
#include "core/schema/ddl/writer.hpp"
#include "core/schema/default_reference.hpp"
#include "core/schema/quote.hpp"

using namespace pgmigrate::core;
using namespace pgmigrate::core::schema;

namespace {

Table table(std::string name, std::vector<std::pair<std::string, std::string>> defaults = {}) {
	Table t;
	t.schema = "s";
	t.name = std::move(name);
	for (auto &[column, value] : defaults) {
		Column &c = t.columns.emplace_back();
		c.name = column;
		c.type = "integer";
		c.default_value = value;
	}
	return t;
}

ddl::Item item(std::string name, std::vector<Reference> needs, std::vector<Reference> separable = {}) {
	return {{ddl::Section::tables, name}, {name}, std::move(needs), std::move(separable), name};
}

std::string order(const std::vector<ddl::Item> &items) {
	Snapshot snapshot;
	std::string names;
	for (const ddl::Item &one : ddl::ordered(snapshot, [&](const auto &) { return items; }))
		names += one.sql;
	return names;
}

// A check that is not proven, of a table apart, and the inherited one of the same name of another table.
void add_check(Snapshot &snapshot, std::string table, bool inherited) {
	Constraint check;
	check.table = std::move(table);
	check.name = "k";
	check.type = "check";
	check.expression = "true";
	check.not_valid = !inherited;
	check.inherited = inherited;
	snapshot.constraints.emplace(identity(check), check);
}

const std::string settings =
	"SET check_function_bodies = off;\nSET client_min_messages = warning;\nSET search_path = pg_catalog;\n"
	"SET default_tablespace = '';\nSET default_table_access_method = heap;\n";

} // namespace

TEST(SchemaQuote, QuotesWhatIsNoPlainName) {
	EXPECT_EQ(identifier("orders"), "orders");
	EXPECT_EQ(identifier("_a1"), "_a1");
	EXPECT_EQ(identifier("Orders"), "\"Orders\"");
	EXPECT_EQ(identifier("a b"), "\"a b\"");
	EXPECT_EQ(identifier("a\"b"), "\"a\"\"b\"");
	EXPECT_EQ(identifier("1a"), "\"1a\"");
	EXPECT_EQ(identifier("\xc3\xa4"), "\"\xc3\xa4\"");
	EXPECT_EQ(identifier("select"), "\"select\"");
	EXPECT_EQ(identifier("json_scalar"), "\"json_scalar\""); // on newer servers
	EXPECT_EQ(qualified("a.b", "c"), "\"a.b\".c");
	EXPECT_EQ(qualified_like("\"a.b\".c", "D"), "\"a.b\".\"D\"");
}

TEST(SchemaQuote, WritesLiteralsThatEverySessionReadsAlike) {
	EXPECT_EQ(literal("it's"), "'it''s'");
	EXPECT_EQ(literal("a\\b"), "E'a\\\\b'");
}

TEST(SchemaOrder, PutsEachAfterWhatItNeedsAndOtherwiseByPlace) {
	EXPECT_EQ(order({item("c", {}), item("b", {"d"}), item("a", {}), item("d", {})}), "acdb");
}

TEST(SchemaOrder, DoesNotDependOnTheOrderOfThePieces) {
	EXPECT_EQ(order({item("a", {"c"}), item("b", {}), item("c", {"b"})}),
		order({item("c", {"b"}), item("a", {"c"}), item("b", {})}));
}

TEST(SchemaOrder, RefusesACircleOfWhatCannotBeTakenApart) {
	try {
		(void)order({item("a", {"b"}), item("b", {"a"}), item("c", {})});
		FAIL() << "it was ordered";
	} catch (const Error &error) {
		EXPECT_EQ(error.sqlstate, "0A000");
		EXPECT_NE(error.detail.find("a"), std::string::npos);
	}
}

TEST(SchemaOrder, OrdersALongChainWithoutRecursion) {
	std::vector<ddl::Item> items;
	for (int i = 0; i < 100000; i++)
		items.push_back(item(std::to_string(i), {std::to_string(i + 1)}));
	Snapshot snapshot;
	const auto sorted = ddl::ordered(snapshot, [&](const auto &) { return items; });
	EXPECT_EQ(sorted.front().sql, "99999");
	EXPECT_EQ(sorted.back().sql, "0");
}

// Two tables whose defaults each need the other's rows.
TEST(SchemaWriter, DropsTheSchemaThatEveryDatabaseIsBornWith) {
	Snapshot snapshot;
	EXPECT_EQ(write_schema(snapshot), settings + "\nDROP SCHEMA IF EXISTS public;\n");
	snapshot.schemas["public"].name = "public";
	EXPECT_EQ(write_schema(snapshot), settings);
	snapshot.schemas.clear();
	snapshot.chosen_schemas = {"shop"};
	EXPECT_EQ(write_schema(snapshot), settings);
}

TEST(SchemaWriter, MakesDefaultsSeparatelyWhereTheyStandInACircleAndOnlyThere) {
	Snapshot snapshot;
	snapshot.chosen_schemas = {"s"};
	for (const Table &t : {table("a", {{"x", "f()"}, {"y", "1"}}), table("b", {{"x", "g()"}})})
		snapshot.tables.emplace(identity(t), t);
	snapshot.dependencies[default_reference("table s.a", "x")] = {"table s.b"};
	snapshot.dependencies[default_reference("table s.b", "x")] = {"table s.a"};
	EXPECT_EQ(write_schema(snapshot), settings +
										  "\nCREATE TABLE s.a (\n\tx integer,\n\ty integer DEFAULT 1\n);\n"
										  "\nCREATE TABLE s.b (\n\tx integer\n);\n"
										  "\nALTER TABLE ONLY s.a ALTER COLUMN x SET DEFAULT f();\n"
										  "\nALTER TABLE ONLY s.b ALTER COLUMN x SET DEFAULT g();\n");
	snapshot.dependencies.erase(default_reference("table s.b", "x"));
	EXPECT_EQ(write_schema(snapshot),
		settings + "\nCREATE TABLE s.b (\n\tx integer DEFAULT g()\n);\n"
				   "\nCREATE TABLE s.a (\n\tx integer DEFAULT f(),\n\ty integer DEFAULT 1\n);\n");
}

TEST(SchemaWriter, EndsWhereTablesInheritFromEachOther) {
	Snapshot snapshot;
	snapshot.chosen_schemas = {"s"};
	Table a = table("a"), b = table("b"), c = table("c");
	a.inherits = {"s.b"};
	b.inherits = {"s.a"};
	for (const Table &t : {a, b, c})
		snapshot.tables.emplace(identity(t), t);
	add_check(snapshot, "s.c", false);
	add_check(snapshot, "s.a", true);
	EXPECT_NE(write_schema(snapshot).find("ALTER TABLE s.c ADD CONSTRAINT k CHECK (true) NOT VALID;"),
		std::string::npos);
}

TEST(SchemaWriter, LooksAtEachAncestorOnce) {
	Snapshot snapshot;
	snapshot.chosen_schemas = {"s"};
	for (int i = 0; i < 40; i++)
		for (const char *side : {"l", "r"}) {
			Table t = table(side + std::to_string(i));
			t.inherits = {"s.l" + std::to_string(i + 1), "s.r" + std::to_string(i + 1)};
			snapshot.tables.emplace(identity(t), t);
		}
	const Table apart = table("apart");
	snapshot.tables.emplace(identity(apart), apart);
	add_check(snapshot, "s.apart", false);
	add_check(snapshot, "s.l0", true);
	EXPECT_NE(write_schema(snapshot).find("ALTER TABLE s.apart ADD"), std::string::npos);
}
