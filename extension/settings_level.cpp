#include "extension/settings_level.hpp"

#include "extension/pg/guard.hpp"

namespace pgmigrate {

using pg::pg_call;

SettingsLevel::SettingsLevel() : level_(pg_call([] { return NewGUCNestLevel(); })) {}

void SettingsLevel::leave() {
	// As if aborted: a plain SET would outlive the level otherwise.
	pg_call([&] { AtEOXact_GUC(false, level_); });
}

bool SettingsLevel::is_innermost() const {
	return pg_call([&] {
		int next = NewGUCNestLevel();
		AtEOXact_GUC(true, next);
		return next == level_ + 1;
	});
}

bool SettingsLevel::is_outermost() const {
	return level_ == GetCurrentTransactionNestLevel() + 1; // each of them begins one for itself
}

namespace {

void set(const std::string &name, const std::string &value, GucAction action) {
	pg_call([&] {
		(void)set_config_option(name.c_str(), value.c_str(), superuser() ? PGC_SUSET : PGC_USERSET,
			PGC_S_SESSION, action, true, 0, false);
	});
}

} // namespace

void set_for_a_while(const std::string &name, const std::string &value) {
	set(name, value, GUC_ACTION_SAVE);
}

void set_for_session(const std::string &name, const std::string &value) {
	set(name, value, GUC_ACTION_SET);
}

} // namespace pgmigrate
