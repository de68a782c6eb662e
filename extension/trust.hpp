// Who vouches for a script, and whether that suffices for who would run it.
#pragma once
#include <map>
#include <span>
#include <string>
#include <vector>

namespace pgmigrate {

// The role that vouches for what this call uploads or accepts: the session's user, who decided to call. Inside a SECURITY
// DEFINER function or a security-restricted operation the caller may be somebody else's code: then the current user.
std::string vouching_role();

// Whether scripts that one of these roles vouches for may run here and now: the role is superuser, or current user and
// session user each are it or a role that it is a member of. Names of roles that are gone vouch for nothing.
bool may_run(std::span<const std::string> vouching);

// The same for many scripts, whom few roles vouch for: each of them is looked up once. For the length of one call.
class Acceptance {
public:
	bool covers(const std::string &uploader, const std::vector<std::string> &others);

private:
	bool covers(const std::string &role);
	std::map<std::string, bool, std::less<>> known_;
};

// Whether one of the roles also covers the user who logged in. He may be somebody else than the session's user, after SET
// SESSION AUTHORIZATION; a script must not get back to him then.
bool covers_login_user(std::span<const std::string> vouching);

// Who calls, as the log names him. Take it before own statements change the current user.
struct Caller {
	std::string session_user, current_user;
	std::string application, client_address; // for the server's log
	static Caller now();
};

} // namespace pgmigrate
