// The databases themselves, in the keeper's process: made, found, dropped, and written down before that.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "extension/shadow_record.hpp"

namespace pgmigrate {

// As the current role, which will own it. Writes the record, commits, and makes the database; `recorded` is called
// between, when there is something to clean up. The process keeps the keeper's lock.
void make_shadow(
	const std::string &name, bool standing, const std::function<void(const ShadowRecord &)> &recorded);

// The keeper's lock on the name, for as long as the process is there. Throws 55P03 where somebody else has one.
void require_keeper_lock(const std::string &name);

// Drops the database, if there is one that is the record's, and forgets the record. As the database's owner where
// `as_owner` says so, for whoever left it behind is not there any more; else as the current role.
void drop_shadow(const ShadowRecord &record, bool as_owner);

// Drops what is recorded, made for one use, and in nobody's hands; forgets records of nothing. A failure is a warning.
// Returns the names of the databases.
std::vector<std::string> drop_abandoned_shadows();

// The standing shadow of that name, with the keeper's lock, for which it waits up to so many ms or until `given_up`.
// Throws 55000 for any other database, 42501 where the role may not use it, 55P03 where somebody else does.
ShadowRecord take_standing_shadow(
	const std::string &name, int lock_wait, const std::function<bool()> &given_up);
void drop_standing_shadow(const std::string &name, int lock_wait);

std::string random_shadow_name();

} // namespace pgmigrate
