// Break-glass: manual DDL where the watch refuses it, for one transaction and with a reason.
#include <utility>

#include <fmt/format.h>

#include "extension/watch.hpp"

#include "extension/pg/compat.hpp"
#include "extension/pg/spi.hpp"
#include "extension/pg/transaction_ends.hpp"

namespace pgmigrate {

namespace {

using pg::pg_call;

SubTransactionId allowed_in = InvalidSubTransactionId;

// Leaked: a destructor would run at backend exit.
std::optional<std::string> &reason() {
	static auto *text = new std::optional<std::string>;
	return *text;
}

void forget_at_end(XactEvent event, void *) {
	if (event == XACT_EVENT_COMMIT || event == XACT_EVENT_ABORT || event == XACT_EVENT_PREPARE)
		reason().reset();
}

// What a rollback to a savepoint takes back was never allowed.
void follow_subtransactions(
	SubXactEvent event, SubTransactionId subtransaction, SubTransactionId parent, void *) {
	if (subtransaction != allowed_in)
		return;
	if (event == SUBXACT_EVENT_ABORT_SUB)
		reason().reset();
	else if (event == SUBXACT_EVENT_COMMIT_SUB)
		allowed_in = parent;
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

const std::optional<std::string> &manual_ddl_reason() {
	return reason();
}

void allow_manual_ddl(const std::string &why) {
	const std::optional<std::string> role =
		pg::own_statements([] { return watch_settings().break_glass_role; });
	if (!may_break_glass(role))
		throw core::Error("42501", "permission denied to allow manual DDL",
			role ? fmt::format("Members of role \"{}\" may.", *role) : "No role is named that may.",
			"A superuser names the role: SELECT pgmigrate.watch_break_glass(role).");
	pg::follow_transactions<forget_at_end, follow_subtransactions>();
	reason() = why;
	allowed_in = GetCurrentSubTransactionId();
}

} // namespace pgmigrate
