// Break-glass: manual DDL where the watch refuses it, for one transaction and with a reason.
#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "core/text.hpp"
#include "extension/watch.hpp"

#include "extension/pg/compat.hpp"
#include "extension/pg/spi.hpp"
#include "extension/pg/transaction_ends.hpp"

namespace pgmigrate {

namespace {

using pg::pg_call;

struct Allowed {
	std::string reason;
	SubTransactionId in;
};

// The last one counts. Leaked: a destructor would run at backend exit.
std::vector<Allowed> &allowed() {
	static auto *all = new std::vector<Allowed>;
	return *all;
}

void forget_at_end(XactEvent event, void *) {
	if (event == XACT_EVENT_COMMIT || event == XACT_EVENT_ABORT || event == XACT_EVENT_PREPARE)
		allowed().clear();
}

// What a rollback to a savepoint takes back was never allowed.
void follow_subtransactions(
	SubXactEvent event, SubTransactionId subtransaction, SubTransactionId parent, void *) {
	if (event == SUBXACT_EVENT_ABORT_SUB)
		std::erase_if(allowed(), [&](const Allowed &a) { return a.in == subtransaction; });
	else if (event == SUBXACT_EVENT_COMMIT_SUB)
		for (Allowed &a : allowed())
			a.in = a.in == subtransaction ? parent : a.in;
}

bool may_break_glass(const std::optional<std::string> &role) {
	return pg_call([&] {
		if (superuser())
			return true;
		Oid oid = role ? get_role_oid(role->c_str(), true) : InvalidOid;
		return OidIsValid(oid) && has_privs_of_role(GetUserId(), oid);
	});
}

} // namespace

std::string required_reason(std::string reason) {
	if (core::text::trim(reason).empty())
		throw core::Error(core::sqlstate::invalid_parameter_value, "the reason is empty", {},
			"It is kept with the change: write why.");
	return reason;
}

std::optional<std::string> manual_ddl_reason() {
	return allowed().empty() ? std::nullopt : std::optional(allowed().back().reason);
}

void allow_manual_ddl(const std::string &why) {
	const std::optional<std::string> role =
		pg::own_statements([] { return watch_settings().break_glass_role; });
	if (!may_break_glass(role))
		throw core::Error("42501", "permission denied to allow manual DDL",
			role ? fmt::format("Members of role \"{}\" may.", *role) : "No role is named that may.",
			"A superuser names the role: SELECT pgmigrate.watch_break_glass(role).");
	pg::follow_transactions<forget_at_end, follow_subtransactions>();
	allowed().push_back({why, GetCurrentSubTransactionId()});
}

} // namespace pgmigrate
