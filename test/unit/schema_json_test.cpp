#include <gtest/gtest.h>

#include "core/error.hpp"
#include "core/schema/snapshot.hpp"

using namespace pgmigrate::core;
using namespace pgmigrate::core::schema;

namespace {

std::string detail_of(std::string_view json) {
	try {
		(void)from_json(json);
	} catch (const Error &error) {
		return error.sqlstate + ": " + error.detail;
	}
	return "it was read";
}

} // namespace

TEST(SchemaJson, LeavesOutWhatIsAsInANewObject) {
	Snapshot snapshot;
	snapshot.server_version = 15;
	Table table;
	table.schema = "shop";
	table.name = "Orders";
	table.columns.resize(1);
	table.columns[0].name = "id";
	table.columns[0].type = "bigint";
	table.columns[0].statistics = 0;
	table.options = {{"fillfactor", "70"}};
	snapshot.tables.emplace(identity(table), table);
	EXPECT_EQ(to_json(snapshot),
		R"({"dependencies":{},"format":1,"owners":false,"privileges":false,"server_version":15,"tables":)"
		R"({"shop.\"Orders\"":{"columns":[{"name":"id","statistics":0,"type":"bigint"}],"name":"Orders",)"
		R"("options":{"fillfactor":"70"},"schema":"shop"}}})");
}

TEST(SchemaJson, ReadsWhatItWrites) {
	Snapshot snapshot;
	snapshot.server_version = 18;
	snapshot.owners = true;
	snapshot.chosen_schemas = {"a", "b"};
	snapshot.not_modelled = {"subscription s"};
	snapshot.dependencies["view a.v"] = {"table a.t"};
	Column column;
	column.name = "id";
	column.sequence.emplace().sequence = "a.t_id_seq";
	Grant &grant = column.grants.emplace().emplace_back();
	grant.grantee = "alice";
	grant.privileges = {"SELECT"};
	View view;
	view.schema = "a";
	view.name = "v";
	view.owner = "bob";
	view.columns = {column};
	snapshot.views.emplace(identity(view), view);
	const std::string json = to_json(snapshot);
	const Snapshot again = from_json(json);
	EXPECT_EQ(again.views, snapshot.views);
	EXPECT_EQ(to_json(again), json);
}

TEST(SchemaJson, RefusesWhatIsNoSnapshotAndNamesThePlace) {
	EXPECT_EQ(detail_of("[]"), "22023: At \"\" a JSON object is expected.");
	EXPECT_EQ(detail_of("{"), "22023: At \"\" a JSON object is expected.");
	EXPECT_EQ(detail_of("{}"), "22023: At \"format\" the number of the format is expected.");
	EXPECT_EQ(detail_of(R"({"format":2})"), "0A000: Its format is 2; this version reads 1.");
	EXPECT_EQ(detail_of(R"({"format":1,"tables":[]})"), "22023: At \"tables\" an object is expected.");
	EXPECT_EQ(detail_of(R"({"format":1,"tables":{"a.b":{"schema":"a","name":"b","columns":[{"name":1}]}}})"),
		"22023: At \"tables.a.b.columns.name\" a text is expected.");
	EXPECT_EQ(detail_of(R"({"format":1,"tables":{"a.b":{"schema":"a","name":"c"}}})"),
		"22023: At \"tables.a.b\" an object of this name is expected, and there is \"a.c\".");
	EXPECT_EQ(detail_of(R"({"format":1,"tables":{"a.b":{"schema":"a","name":"b","colour":"red"}}})"),
		"22023: At \"tables.a.b\" \"colour\" is no field that this version knows.");
	EXPECT_EQ(detail_of(R"({"format":1,"tabels":{}})"),
		"22023: At \"\" no other members are expected than those of format 1.");
	EXPECT_EQ(detail_of(R"({"format":1,"dependencies":[["a"]]})"),
		"22023: At \"dependencies\" an object is expected.");
	EXPECT_EQ(detail_of(R"({"format":1,"server_version":9223372036854775808})"),
		"22023: At \"server_version\" a whole number is expected.");
}

TEST(SchemaJson, RefusesTwoColumnsOfOneName) {
	EXPECT_EQ(detail_of(R"({"format":1,"tables":{"a.b":{"schema":"a","name":"b",)"
						R"("columns":[{"name":"x"},{"name":"y"},{"name":"x"}]}}})"),
		"22023: At \"tables.a.b.columns\" other names are expected, and \"x\" stands there twice.");
	EXPECT_EQ(detail_of(R"({"format":1,"domains":{"a.b":{"schema":"a","name":"b",)"
						R"("constraints":[{"name":"x"},{"name":"x"}]}}})"),
		"22023: At \"domains.a.b.constraints\" other names are expected, and \"x\" stands there twice.");
	EXPECT_EQ(detail_of(R"x({"format":1,"functions":{"a.b(integer, integer)":{"schema":"a","name":"b",)x"
						R"x("arguments":[{"name":"x","type":"integer"},{"name":"x","type":"integer"}]}}})x"),
		"it was read");
}

TEST(SchemaJson, ReadsOrRefusesDeepTextWithoutRecursion) {
	const std::string deep = std::string(1000000, '[') + std::string(1000000, ']');
	EXPECT_EQ(
		detail_of(R"({"format":1,"tables":)" + deep + "}"), "22023: At \"tables\" an object is expected.");
	EXPECT_EQ(detail_of(R"({"format":)" + deep + "}"),
		"22023: At \"format\" the number of the format is expected.");
}

TEST(SchemaJson, RefusesTextThatIsNotUtf8) {
	Snapshot snapshot;
	snapshot.not_modelled = {"\xff"};
	EXPECT_THROW((void)to_json(snapshot), Error);
}
