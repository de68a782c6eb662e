// ALTER TYPE ... ADD VALUE: the server lets nobody use the value before the transaction that added it has committed.
#pragma once
#include <string>
#include <vector>

#include "extension/prepared.hpp"

namespace pgmigrate {

// For each step of the plan what stands against running it with those behind it in one transaction; empty where nothing
// does. Reads the scripts of the plan, if any of its steps adds a value.
std::vector<std::string> enum_value_notes(
	const RunRequest &request, const Planned &planned, pg::SnapshotKind snapshot);

// Where the value came from whose use failed: what helps depends on it.
enum class ValueOrigin { same_revision, same_run, same_transaction };
// `message` is that of the failure of step `at`.
ValueOrigin origin_of_value(
	const std::vector<PreparedStep> &steps, std::size_t at, const std::string &message);

} // namespace pgmigrate
