#include "extension/trust.hpp"

#include <algorithm>
#include <initializer_list>

#include "extension/pg/compat.hpp"
#include "extension/pg/spi.hpp"

namespace pgmigrate {

using pg::pg_call;

namespace {

std::string role_name(Oid role) {
	return pg_call([&] { return GetUserNameFromId(role, false); });
}

} // namespace

Caller Caller::now() {
	Caller caller{role_name(GetSessionUserId()), role_name(GetUserId()), {}, {}};
	pg::own_statements([&] {
		pg::query("SELECT current_setting('application_name'), host(inet_client_addr())", {},
			[&](const pg::Row &row) {
				caller.application = row.string(0);
				caller.client_address = row.string(1);
			});
	});
	return caller;
}

std::string vouching_role() {
	Oid user;
	int security_context;
	GetUserIdAndSecContext(&user, &security_context);
	return role_name(security_context == 0 ? GetSessionUserId() : user);
}

// Whether one of the roles is superuser or may become every one of the users.
static bool any_covers(std::span<const std::string> vouching, std::initializer_list<Oid> users) {
	for (const std::string &name : vouching) {
		bool enough = pg_call([&] {
			Oid role = get_role_oid(name.c_str(), true);
			if (!OidIsValid(role))
				return false;
			if (superuser_arg(role))
				return true;
			for (Oid user : users)
				if (!pg::may_become(role, user))
					return false;
			return true;
		});
		if (enough)
			return true;
	}
	return false;
}

bool may_run(std::span<const std::string> vouching) {
	return any_covers(vouching, {GetUserId(), GetSessionUserId()});
}

bool Acceptance::covers(const std::string &role) {
	auto [known, fresh] = known_.emplace(role, false);
	if (fresh)
		known->second = may_run(std::span(&role, 1));
	return known->second;
}

bool Acceptance::covers(const std::string &uploader, const std::vector<std::string> &others) {
	return covers(uploader) ||
		   std::any_of(others.begin(), others.end(), [&](const std::string &role) { return covers(role); });
}

bool covers_login_user(std::span<const std::string> vouching) {
	return any_covers(vouching, {GetAuthenticatedUserId()});
}

} // namespace pgmigrate
