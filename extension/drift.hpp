// Drift that is open: what came from no migration, and was neither adopted nor dismissed.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace pgmigrate {

// A statement of drift.
struct Drift {
	std::int64_t id;
	std::string transaction, session_user, current_user, text, search_path;
	bool is_exact; // the text is the statement's own
	std::optional<std::string> reason;
};

// What is open, or those of the ids, oldest first and locked until the end of the transaction. Throws 22023 for an unknown
// id, 55000 for one that is settled already and where there is none.
std::vector<Drift> open_drift(const std::optional<std::vector<std::int64_t>> &ids);

// Closes them: "adopted" by the revision, or "dismissed" for a reason.
void settle(const std::vector<Drift> &drift, const char *how, const std::string &reason);

} // namespace pgmigrate
