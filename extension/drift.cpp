#include "extension/drift.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/conditions.hpp"
#include "core/error.hpp"
#include "extension/trust.hpp"

#include "extension/pg/spi.hpp"

namespace pgmigrate {

namespace {

#define DRIFT                                                                                                          \
	"SELECT id, transaction::text, session_user_name, current_user_name, text, search_path, is_exact, reason, settled" \
	" FROM pgmigrate.change WHERE revision IS NULL"
constexpr const char *kAll = DRIFT " AND settled IS NULL ORDER BY id FOR UPDATE";
constexpr const char *kSome = DRIFT " AND id = ANY ($1) ORDER BY id FOR UPDATE";

[[noreturn]] void fail_settled(std::int64_t id, const std::string &how) {
	throw core::Error(core::sqlstate::object_not_in_prerequisite_state,
		fmt::format("drift {} is settled already: {}", id, how), {},
		"SELECT * FROM pgmigrate.drift(true) shows what became of it.");
}

} // namespace

std::vector<Drift> open_drift(const std::optional<std::vector<std::int64_t>> &ids) {
	std::vector<Drift> found;
	std::optional<std::pair<std::int64_t, std::string>> settled;
	const auto read = [&](const pg::Row &row) {
		if (!row.is_null(8) && !settled)
			settled = {row.number(0), row.string(8)};
		found.push_back({row.number(0), row.string(1), row.string(2), row.string(3), row.string(4),
			row.string(5), row.truth(6), row.optional_string(7)});
	};
	pg::own_statements([&] {
		if (ids)
			pg::query(kSome, {*ids}, read);
		else
			pg::query(kAll, {}, read);
	});
	if (settled)
		fail_settled(settled->first, settled->second);
	for (std::int64_t id : ids.value_or(std::vector<std::int64_t>{}))
		if (std::ranges::find(found, id, &Drift::id) == found.end())
			throw core::Error(core::sqlstate::invalid_parameter_value,
				fmt::format("there is no drift {}", id), {},
				"SELECT * FROM pgmigrate.drift() shows what is open.");
	if (found.empty())
		throw core::Error(core::sqlstate::object_not_in_prerequisite_state, "there is no open drift", {},
			"SELECT * FROM pgmigrate.drift(true) shows what there was.");
	return found;
}

void settle(const std::vector<Drift> &drift, const char *how, const std::string &reason) {
	const Caller caller = Caller::now();
	std::vector<std::int64_t> ids;
	std::ranges::transform(drift, std::back_inserter(ids), &Drift::id);
	pg::own_statements([&] {
		pg::execute(
			"UPDATE pgmigrate.change SET settled = $2, settled_at = clock_timestamp(), settled_by = $3,"
			" settled_reason = $4 WHERE id = ANY ($1)",
			{ids, how, caller.session_user, reason});
	});
}

} // namespace pgmigrate
