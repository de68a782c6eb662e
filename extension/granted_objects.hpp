// What GRANT, REVOKE and ALTER DEFAULT PRIVILEGES changed.
#pragma once
#include "extension/ddl_objects.hpp"
#include "extension/trust.hpp"

struct CollectedCommand;

namespace pgmigrate {

void add_granted(ChangedObjects &objects, const CollectedCommand &command);
void add_default_privileges(
	ChangedObjects &objects, const CollectedCommand &command, const std::string &tag, const Caller &caller);

} // namespace pgmigrate
