#include "extension/settings_level.hpp"

#include "extension/pg/guard.hpp"

namespace pgmigrate {

using pg::pg_call;

SettingsLevel::SettingsLevel() : level_(pg_call([] { return NewGUCNestLevel(); })) {}

void SettingsLevel::leave() {
	// As if aborted: a plain SET would outlive the level otherwise.
	pg_call([&] { AtEOXact_GUC(false, level_); });
}

void set_for_a_while(const std::string &name, const std::string &value) {
	pg_call([&] {
		(void)set_config_option(name.c_str(), value.c_str(), superuser() ? PGC_SUSET : PGC_USERSET,
			PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
	});
}

} // namespace pgmigrate
