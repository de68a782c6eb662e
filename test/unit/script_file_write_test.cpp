// Places of files without a header, and what is written rather than read.
#include "core/script_file.hpp"

#include "core/checksum.hpp"
#include "helpers.hpp"

namespace pgmigrate::core {

namespace {
std::vector<Script> without_header(const Names &names) {
	std::vector<Script> out;
	for (const std::string &name : names)
		out.push_back(parsed("-- migrate:up\n", name + "_x.sql"));
	return out;
}
} // namespace

TEST(Place, OfAFileWithoutHeaderIsAfterTheOneNamedBeforeIt) {
	std::vector<Script> scripts = without_header({"003", "001", "005"});
	place_scripts_without_header(
		scripts, std::vector{revision("004", {"000"})}, [](const std::string &) { return false; });
	EXPECT_EQ(scripts[0].revision.revises, (Names{"001"}));
	EXPECT_EQ(scripts[1].revision.revises, Names{});
	EXPECT_EQ(scripts[2].revision.revises, (Names{"004"}));
}

TEST(Place, OfAFileWithAHeaderStays) {
	std::vector<Script> scripts = without_header({"003"});
	scripts.push_back(parsed("-- revision: 004\n-- revises: 001\n-- migrate:up\n"));
	place_scripts_without_header(scripts, {}, [](const std::string &) { return false; });
	EXPECT_EQ(scripts[1].revision.revises, (Names{"001"}));
}

TEST(Place, OfAStoredFileIsTheOneItHas) {
	std::vector<Script> scripts = without_header({"002", "003"});
	place_scripts_without_header(scripts, std::vector{revision("001"), revision("003", {"001"})},
		[](const std::string &id) { return id == "001"; });
	EXPECT_EQ(scripts[0].revision.revises, (Names{"001"}));
	EXPECT_EQ(scripts[1].revision.revises, (Names{"001"}));
}

TEST(Place, BeforeAnAppliedRevisionIsRefusedWithTheHeaderToAdd) {
	std::vector<Script> scripts = without_header({"002"});
	const Error error = error_of([&] {
		place_scripts_without_header(scripts, std::vector{revision("001"), revision("003", {"001"})},
			[](const std::string &) { return true; });
	});
	EXPECT_EQ(error.sqlstate, "55000");
	EXPECT_EQ(error.message, "revision \"002\" sorts before \"003\", which is applied");
	EXPECT_NE(error.hint.find("-- x\n--\n-- revision: 002\n-- revises: 003"), std::string::npos)
		<< error.hint;
	EXPECT_EQ(error.where.file, "002_x.sql");
}

TEST(Writing, ARevisionGivesItBackToReading) {
	const Revision written = revision("m", {"a", "b"}, {"c", "billing"}, {"x"}, "perf: set: revision: x");
	const Script s = parsed(write_script({written, "SELECT 1;\n", "SELECT 2;"}));
	EXPECT_EQ(s.revision.id, written.id);
	EXPECT_EQ(s.revision.revises, written.revises);
	EXPECT_EQ(s.revision.depends_on, written.depends_on);
	EXPECT_EQ(s.revision.branch_labels, written.branch_labels);
	EXPECT_EQ(s.revision.message, written.message);
	EXPECT_EQ(normalize(s.sql(Direction::upgrade)), "SELECT 1;");
	EXPECT_EQ(normalize(s.sql(Direction::downgrade)), "SELECT 2;");
}

TEST(Writing, ARevisionMakesAFileToReadAloud) {
	EXPECT_EQ(write_script({revision("000_first", {}, {}, {}, "First"), "SELECT 1;\n", ""}),
		"-- First\n--\n-- revision: 000_first\n-- revises:\n\n-- migrate:up\nSELECT 1;\n\n-- migrate:down\n");
	EXPECT_EQ(write_script({revision("b", {"a"}), "", "", false}),
		"-- revision: b\n-- revises: a\n\n-- migrate:up\n");
}

TEST(Writing, AMessageMakesItOneLine) {
	EXPECT_EQ(
		parsed(write_script({revision("a", {}, {}, {}, "One\n\n two"), "", ""})).revision.message, "One two");
	EXPECT_EQ(parsed(write_script({revision("a", {}, {}, {}, "revision: b"), "", ""})).revision.message,
		"revision: b");
	EXPECT_EQ(parsed(write_script({revision("a"), "", ""})).revision.message, "");
}

TEST(Writing, MarksStandOnTheirSections) {
	NewScript script{revision("a"), "SELECT 1;", ""};
	script.upgrade_transaction = false;
	script.empty_downgrade = true;
	Script read = parsed(write_script(script));
	EXPECT_FALSE(read.upgrade.transaction);
	EXPECT_TRUE(read.downgrade.transaction);
	EXPECT_FALSE(read.upgrade.declared_empty);
	EXPECT_TRUE(read.is_reversible());
	script = {revision("a"), "SELECT 1;", "SELECT 2;"};
	script.downgrade_transaction = false;
	script.irreversible = "drops\ndata";
	read = parsed(write_script(script));
	EXPECT_TRUE(read.upgrade.transaction);
	EXPECT_FALSE(read.downgrade.transaction);
	EXPECT_EQ(read.irreversible, "drops data");
}

TEST(Writing, WhatWouldBeReadAsAMarkerIsRefused) {
	EXPECT_EQ(error_of([] {
		write_script({revision("a", {}, {}, {}, "migrate:up now"), "", ""});
	}).sqlstate,
		"PM020");
	EXPECT_EQ(error_of([] {
		write_script({revision("a"), "x\n-- migrate:down\n", ""});
	}).detail,
		"Line 2 of it is \"-- migrate:down\".");
	EXPECT_NO_THROW(write_script({revision("a", {}, {}, {}, "migrate: all users"), "", ""}));
}

TEST(Slug, IsTheWordsOfTheMessage) {
	EXPECT_EQ(slug("Add rejection reason!"), "add_rejection_reason");
	EXPECT_EQ(slug("  perf: don't 2x  "), "perf_don_t_2x");
	EXPECT_EQ(slug("Überweisung – größer"), "Überweisung_größer");
	EXPECT_EQ(slug("!?"), "");
}

TEST(Slug, HasFortyBytesOfWholeWordsAtMost) {
	EXPECT_EQ(slug("create consumers and providers and their many relations"),
		"create_consumers_and_providers_and_their");
	EXPECT_EQ(slug(std::string(50, 'a')), std::string(40, 'a'));
	EXPECT_EQ(slug("a" + std::string(39, 'b') + " c"), "a" + std::string(39, 'b'));
	std::string umlauts = "a";
	for (int i = 0; i < 30; ++i)
		umlauts += "ü";
	EXPECT_EQ(slug(umlauts), umlauts.substr(0, 39));
}

TEST(NextId, IsTheNextNumberAndTheSlug) {
	EXPECT_EQ(next_revision_id({}, "Initial schema"), "000_initial_schema");
	EXPECT_EQ(next_revision_id(Names{"000_a", "002_b"}, "Add rejection reason"), "003_add_rejection_reason");
	EXPECT_EQ(next_revision_id(Names{"0009_a"}, "b"), "0010_b");
	EXPECT_EQ(next_revision_id(Names{"999"}, ""), "1000");
	EXPECT_EQ(next_revision_id(Names{"20240101120000"}, "b"), "20240101120001_b");
	EXPECT_EQ(next_revision_id(Names{"4f1d26105399"}, "b"), "001_b");
}

TEST(FileName, HoldsTheSlugOnce) {
	EXPECT_EQ(file_name(revision("003_add_x", {}, {}, {}, "Add x")), "003_add_x.sql");
	EXPECT_EQ(file_name(revision("4f1d26105399", {}, {}, {}, "Add x")), "4f1d26105399_add_x.sql");
	EXPECT_EQ(file_name(revision("003")), "003.sql");
}

TEST(FileName, StaysInItsDirectory) {
	EXPECT_EQ(file_name(revision("../../etc/x")), "_._.._etc_x.sql");
}

} // namespace pgmigrate::core
