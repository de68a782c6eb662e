// What the server knows of revisions, in rows; nothing of it writes.
#pragma once
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "client/render.hpp"
#include "client/session.hpp"

namespace pgmigrate::client {

enum class Scripts { left_out, included };

class ServerRows {
public:
	// The functions that it calls, and others.
	static Needs needs(std::initializer_list<std::string_view> others = {});

	// Asks which revisions are current and which of them are applied, to mark them. Where the server cannot tell, says
	// why, and marks none: a graph can be looked at whatever the version rows are.
	explicit ServerRows(Session &session);

	// All that is known of the revisions that a target or range names.
	std::vector<Row> of_target(const std::string &target, Scripts scripts = Scripts::left_out);
	// The same of revisions by their ids, without scripts.
	std::vector<Row> of_ids(const std::vector<std::string> &ids);

private:
	std::vector<Row> query(const std::vector<std::string> &targets, Scripts scripts);

	Session &session_;
	void mark(Row &row) const;

	std::vector<std::string> current_;
	struct Applied {
		bool is_half;
		std::string changes; // objects that it changed; empty if nobody watched
	};
	std::optional<std::unordered_map<std::string, Applied>> applied_;
};

// The ids of the version rows. Throws ServerError if one of them names no revision.
std::vector<std::string> version_rows(Session &session);

// The first column of a result.
std::vector<std::string> first_column(const Result &result);

} // namespace pgmigrate::client
