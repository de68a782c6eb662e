// Settings that hold for a while, and are put back.
#pragma once
#include <string>

namespace pgmigrate {

// Sets a setting until the enclosing level of settings ends.
void set_for_a_while(const std::string &name, const std::string &value);

// Sets a setting for the session, as SET does.
void set_for_session(const std::string &name, const std::string &value);

// A level of settings: what is set within is put back at leave(), or by the abort of the transaction.
class SettingsLevel {
public:
	SettingsLevel();
	void leave();
	// Whether no level was begun since that is still open, and this one is.
	bool is_innermost() const;
	// Whether it stands directly in the (sub)transaction, and in no function's own level.
	bool is_outermost() const;

private:
	int level_;
};

} // namespace pgmigrate
