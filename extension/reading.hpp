// Queries on the database as the caller sees it, written out in a way that does not depend on his session.
#pragma once
#include "extension/settings_level.hpp"

namespace pgmigrate {

// The caller's own identity, core's settings for reading, and a snapshot for all queries, with SPI between the beginning
// and leave(); after an error the abort puts all of it back.
class Reading {
public:
	Reading();
	void leave();

private:
	SettingsLevel settings_;
	bool snapshot_ = false;
};

} // namespace pgmigrate
