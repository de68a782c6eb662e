// Places where a test may stop a run, make it fail, or kill it. Nothing in a build that is not made for such tests.
#pragma once
#include <string_view>

namespace pgmigrate {

// Does what the setting pgmigrate.debug_points says for the place of that name: "name=wait, other:3=error", where the
// number means the third time that the process comes there. "wait" is for good, "wait_for_lock" until nobody holds the
// advisory lock 1.
void debug_point(const char *name);

// Its value, for another process to take over; empty in a build without.
const char *debug_points();
void set_debug_points(const char *value);

// Whether it is the name of that setting, in a build that has it.
bool is_debug_setting(std::string_view name);

// Defines that setting; called once, when the library is loaded.
void define_debug_points();

} // namespace pgmigrate
