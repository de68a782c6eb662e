// What version control writes into a file where two branches changed the same lines.
#pragma once
#include <string>
#include <string_view>

#include "client/failure.hpp"

namespace pgmigrate::client {

// The line, counted from 1, where a conflict begins that nobody has decided; 0 if there is none. All three marks have to be
// there in their order, for a line of a migration file may begin like one of them.
int conflict_line(std::string_view text);

// A migration file that holds such a conflict; `revision` is empty where its header does not say.
class UnresolvedConflict : public Failure {
public:
	UnresolvedConflict(const std::string &path, int line, std::string revision_);

	std::string revision;
};

} // namespace pgmigrate::client
