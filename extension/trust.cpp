#include "extension/trust.hpp"

#include "extension/pg/guard.hpp"

namespace pgmigrate {

using pg::pg_call;

namespace {

std::string role_name(Oid role) {
	return pg_call([&] { return GetUserNameFromId(role, false); });
}

} // namespace

Caller Caller::now() { return {role_name(GetSessionUserId()), role_name(GetUserId())}; }

std::string vouching_role() {
	Oid user;
	int security_context;
	GetUserIdAndSecContext(&user, &security_context);
	return role_name(security_context == 0 ? GetSessionUserId() : user);
}

bool may_run(std::span<const std::string> vouching) {
	for (const std::string &name : vouching) {
		bool enough = pg_call([&] {
			Oid role = get_role_oid(name.c_str(), true);
			if (!OidIsValid(role)) return false;
			if (superuser_arg(role)) return true;
			return is_member_of_role_nosuper(role, GetUserId()) &&
				is_member_of_role_nosuper(role, GetSessionUserId());
		});
		if (enough) return true;
	}
	return false;
}

} // namespace pgmigrate
