// Definitions made without calling what they define. Making a schema again evaluates parts of it: the server works out the
// constants of expressions of indexes, partition keys and generated columns, and checks rows. What somebody wrote into these
// would run as whoever makes the schema.
#pragma once

namespace pgmigrate {

// While there is one, calling a function that is neither the server's nor an extension's fails with 42501. For the runner of
// a shadow. Operators, casts and the like are their functions.
class BarredFunctions {
public:
	explicit BarredFunctions(bool bar);
	~BarredFunctions();
	BarredFunctions(const BarredFunctions &) = delete;
	BarredFunctions &operator=(const BarredFunctions &) = delete;
};

} // namespace pgmigrate
