#include "extension/barred_functions.hpp"

#include "extension/pg/compat.hpp"
#include "extension/pg/hooks.hpp"

namespace pgmigrate {

namespace {

bool barred = false;
object_access_hook_type next_access = nullptr;

void on_access(ObjectAccessType access, Oid class_id, Oid object, int part, void *argument) {
	if (next_access != nullptr)
		next_access(access, class_id, object, part, argument);
	if (!barred || access != OAT_FUNCTION_EXECUTE || class_id != ProcedureRelationId ||
		object < FirstNormalObjectId || OidIsValid(getExtensionOfObject(ProcedureRelationId, object)))
		return;
	ereport(ERROR,
		(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
			errmsg("function %s is not called to make definitions again", format_procedure(object)),
			errdetail(
				"It may be another role's, and would run as \"%s\".", GetUserNameFromId(GetUserId(), false)),
			errhint("Do this as the role that owns the functions, with SET ROLE; take a snapshot of another "
					"major version to a server of that version.")));
}

} // namespace

BarredFunctions::BarredFunctions(bool bar) {
	static const bool hooked = [] {
		next_access = object_access_hook;
		object_access_hook = on_access;
		return true;
	}();
	barred = bar && hooked;
}

BarredFunctions::~BarredFunctions() {
	barred = false;
}

} // namespace pgmigrate
