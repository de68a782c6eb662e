// What the server knows of revisions, in rows; nothing of it writes.
#pragma once
#include <string>
#include <vector>

#include "client/render.hpp"
#include "client/session.hpp"

namespace pgmigrate::client {

// The functions that shown() and details() call.
inline const std::vector<std::string_view> kDetailFunctions{"show", "current"};

enum class Scripts { left_out, included };
// All that is known of the revisions that a target or range names.
std::vector<Row> shown(Session &session, const std::string &target, Scripts scripts = Scripts::left_out);
// The same of revisions by their ids, without scripts.
std::vector<Row> details(Session &session, const std::vector<std::string> &ids);

// The first column of a result.
std::vector<std::string> first_column(const Result &result);

} // namespace pgmigrate::client
