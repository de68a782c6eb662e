// The server's messages in the language of the session.
#pragma once
#include "extension/pg/prelude.hpp"

namespace pgmigrate::pg {

// What the server makes of a text of its own, as lc_messages has it.
inline const char *translated(const char *message) {
#ifdef ENABLE_NLS
	return dgettext(PG_TEXTDOMAIN("postgres"), message);
#else
	return message;
#endif
}

} // namespace pgmigrate::pg
