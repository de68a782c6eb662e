// What leads from one schema to another: pieces, their order, and what is refused.
#include "core/schema/diff/diff.hpp"

#include <gtest/gtest.h>

#include "core/error.hpp"

namespace pgmigrate::core::schema {
namespace {

Snapshot shop() {
	Snapshot snapshot;
	snapshot.server_version = 15;
	Schema schema;
	schema.name = "shop";
	snapshot.schemas.emplace("shop", schema);
	return snapshot;
}

Column column(std::string name, std::string type) {
	Column made;
	made.name = std::move(name);
	made.type = std::move(type);
	return made;
}

Table &add_table(Snapshot &snapshot, std::string name, std::vector<Column> columns) {
	Table table;
	table.schema = "shop";
	table.name = std::move(name);
	table.columns = std::move(columns);
	Identity id = identity(table);
	return snapshot.tables.emplace(id, std::move(table)).first->second;
}

void add_view(Snapshot &snapshot, std::string name, std::vector<Column> columns, std::string query,
	const std::string &needs) {
	View view;
	view.schema = "shop";
	view.name = std::move(name);
	view.columns = std::move(columns);
	view.definition = std::move(query);
	Identity id = identity(view);
	snapshot.dependencies["query of view " + id].push_back(needs);
	snapshot.views.emplace(id, std::move(view));
}

void add_enum(Snapshot &snapshot, std::vector<std::string> labels) {
	EnumType type;
	type.schema = "shop";
	type.name = "status";
	type.labels = std::move(labels);
	snapshot.enums.emplace(identity(type), type);
}

std::string sql(const Snapshot &from, const Snapshot &to) {
	return migration_sql(diff(from, to));
}

TEST(SchemaDiff, EqualSchemasTakeNothing) {
	Snapshot one = shop();
	add_table(one, "orders", {column("id", "bigint"), column("note", "text")});
	Snapshot other = shop();
	add_table(
		other, "orders", {column("note", "text"), column("id", "bigint")}); // the order is no part of it
	EXPECT_EQ(sql(one, other), "");
}

TEST(SchemaDiff, ColumnsComeAndGo) {
	Snapshot from = shop(), to = shop();
	add_table(from, "orders", {column("id", "bigint"), column("old", "text")});
	add_table(to, "orders", {column("id", "bigint"), column("fresh", "text")});
	EXPECT_EQ(sql(from, to), "ALTER TABLE shop.orders ADD COLUMN fresh text;\n\n"
							 "-- Note: the values of column old of shop.orders are lost.\n"
							 "ALTER TABLE shop.orders DROP COLUMN old;\n");
	const std::vector<MigrationPiece> pieces = diff(from, to);
	ASSERT_EQ(pieces.size(), 2u);
	EXPECT_FALSE(pieces[0].destroys_data);
	EXPECT_TRUE(pieces[1].destroys_data);
}

TEST(SchemaDiff, AViewIsMadeAgainRoundAColumnThatItHas) {
	Snapshot from = shop(), to = shop();
	add_table(from, "orders", {column("id", "integer"), column("note", "text")});
	add_table(to, "orders", {column("id", "bigint"), column("note", "text")});
	add_view(from, "ids", {column("id", "integer")}, " SELECT id FROM shop.orders", "table shop.orders");
	add_view(to, "ids", {column("id", "bigint")}, " SELECT id FROM shop.orders", "table shop.orders");
	add_view(from, "notes", {column("note", "text")}, " SELECT note FROM shop.orders", "table shop.orders");
	add_view(to, "notes", {column("note", "text")}, " SELECT note FROM shop.orders", "table shop.orders");
	EXPECT_EQ(sql(from, to),
		"DROP VIEW shop.ids;\n\n"
		"-- Note: column id of shop.orders becomes bigint: the table is written again, and nobody reads it "
		"meanwhile.\n"
		"ALTER TABLE shop.orders ALTER COLUMN id TYPE bigint;\n\n"
		"CREATE VIEW shop.ids AS\n SELECT id FROM shop.orders;\n");
}

TEST(SchemaDiff, AWiderTextIsNotWrittenAgain) {
	Snapshot from = shop(), to = shop();
	add_table(from, "orders", {column("note", "character varying(20)")});
	add_table(to, "orders", {column("note", "text")});
	EXPECT_EQ(sql(from, to), "ALTER TABLE shop.orders ALTER COLUMN note TYPE text;\n");
}

TEST(SchemaDiff, AnEnumTakesValuesInTheirPlaces) {
	Snapshot from = shop(), to = shop();
	add_enum(from, {"new", "paid"});
	add_enum(to, {"first", "new", "held", "paid", "sent"});
	EXPECT_EQ(sql(from, to), "ALTER TYPE shop.status ADD VALUE 'first' BEFORE 'new';\n"
							 "ALTER TYPE shop.status ADD VALUE 'held' AFTER 'new';\n"
							 "ALTER TYPE shop.status ADD VALUE 'sent';\n");
}

TEST(SchemaDiff, AnEnumThatLosesAValueIsReplacedUnderItsColumns) {
	Snapshot from = shop(), to = shop();
	add_enum(from, {"new", "paid"});
	add_enum(to, {"paid"});
	for (Snapshot *snapshot : {&from, &to}) {
		add_table(*snapshot, "orders", {column("status", "shop.status")});
		snapshot->dependencies["table shop.orders"] = {"type shop.status"};
	}
	EXPECT_EQ(sql(from, to),
		"ALTER TYPE shop.status RENAME TO status_former;\n\n"
		"CREATE TYPE shop.status AS ENUM (\n\t'paid'\n);\n\n"
		"-- Note: column status of shop.orders becomes shop.status: the table is written again, "
		"and nobody reads it meanwhile.\n"
		"ALTER TABLE shop.orders ALTER COLUMN status TYPE shop.status USING "
		"status::text::shop.status;\n\n"
		"DROP TYPE shop.status_former;\n");
}

TEST(SchemaDiff, TablesThatReferToEachOtherAreDropped) {
	Snapshot from = shop();
	for (const auto &[table, other] : {std::pair("a", "b"), std::pair("b", "a")}) {
		add_table(from, table, {column("id", "bigint")});
		Constraint key;
		key.type = "foreign key";
		key.name = "other";
		key.table = std::string("shop.") + table;
		key.references = std::string("shop.") + other;
		key.columns = key.referenced_columns = {"id"};
		from.dependencies["constraint " + identity(key)] = {"table shop." + std::string(other)};
		from.constraints.emplace(identity(key), key);
	}
	EXPECT_EQ(sql(from, shop()), "ALTER TABLE shop.a DROP CONSTRAINT other;\n\n"
								 "ALTER TABLE shop.b DROP CONSTRAINT other;\n\n"
								 "-- Note: the rows of shop.a are lost.\nDROP TABLE shop.a;\n\n"
								 "-- Note: the rows of shop.b are lost.\nDROP TABLE shop.b;\n");
}

TEST(SchemaDiff, APartitionKeyIsNotChanged) {
	Snapshot from = shop(), to = shop();
	add_table(from, "log", {column("at", "date")}).partition_by = "RANGE (at)";
	add_table(to, "log", {column("at", "date")}).partition_by = "LIST (at)";
	try {
		diff(from, to);
		FAIL() << "no error";
	} catch (const Error &error) {
		EXPECT_EQ(error.sqlstate, "0A000");
		EXPECT_EQ(error.detail, "It is RANGE (at) and should be LIST (at).");
	}
}

} // namespace
} // namespace pgmigrate::core::schema
