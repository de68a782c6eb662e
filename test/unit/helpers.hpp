// What the unit tests share: short ways to make graphs, and to catch an error.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include "core/revision_graph.hpp"
#include "core/script_file.hpp"

namespace pgmigrate::core {

using Names = std::vector<std::string>;

inline Revision revision(
	std::string id, Names revises = {}, Names depends_on = {}, Names labels = {}, std::string message = {}) {
	return {std::move(id), std::move(revises), std::move(depends_on), std::move(labels), std::move(message)};
}

inline Node node(const RevisionGraph &graph, std::string_view id) {
	return graph.find(id).value();
}

// The ids of nodes, joined by blanks.
template <typename Nodes>
std::string ids(const RevisionGraph &graph, const Nodes &nodes) {
	Names out;
	for (Node n : nodes)
		out.push_back(graph[n].id);
	return fmt::format("{}", fmt::join(out, " "));
}
inline std::string ids(const RevisionGraph &graph, const NodeSet &set) {
	return ids(graph, set.nodes());
}

// r0, r1, ... each on the one before; numbers are as wide as the last.
inline std::vector<Revision> chain(std::size_t length) {
	const auto id = [](std::size_t i) { return fmt::format("r{:06}", i); };
	std::vector<Revision> out;
	for (std::size_t i = 0; i < length; ++i)
		out.push_back(revision(id(i), i == 0 ? Names() : Names{id(i - 1)}));
	return out;
}

// The one script of a text.
inline Script parsed(std::string_view text, std::string_view name = {}) {
	std::vector<Script> scripts = parse_scripts(text, name);
	EXPECT_EQ(scripts.size(), 1u);
	return scripts.front();
}

// The error that the function throws.
template <typename Function>
Error error_of(Function function) {
	try {
		function();
	} catch (const Error &error) {
		Error shown = error;
		shown.hint = with_arguments(error.hint, "", "");
		return shown;
	}
	ADD_FAILURE() << "nothing was thrown";
	return Error("00000", "no error");
}

// Fails unless the texts are in PostgreSQL's style.
inline void expect_style(const Error &error) {
	ASSERT_FALSE(error.message.empty());
	EXPECT_FALSE(error.message.front() >= 'A' && error.message.front() <= 'Z') << error.message;
	EXPECT_TRUE(!error.message.ends_with('.') || error.message.ends_with(", ...")) << error.message;
	EXPECT_TRUE(error.detail.empty() || error.detail.ends_with('.')) << error.detail;
	EXPECT_FALSE(error.hint.empty()) << error.message;
}

} // namespace pgmigrate::core
