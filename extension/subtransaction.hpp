// A subtransaction round C++ code that may fail, or whose locks may have to be let go.
#pragma once
#include "extension/pg/guard.hpp"

namespace pgmigrate {

// Begins one, and leaves the caller's memory context and resource owner as they were. Exactly one of its functions ends it;
// left open, it would be all that the abort of the caller's statement ends.
class Subtransaction {
public:
	Subtransaction() {
		pg::pg_call([&] {
			BeginInternalSubTransaction(nullptr);
			MemoryContextSwitchTo(memory_);
		});
	}
	// What it did becomes the caller's transaction's.
	void keep() {
		end([] { ReleaseCurrentSubTransaction(); });
	}
	void take_back() {
		end([] { RollbackAndReleaseCurrentSubTransaction(); });
	}

private:
	template <class F>
	void end(F &&f) {
		pg::pg_call([&] {
			f();
			MemoryContextSwitchTo(memory_);
			CurrentResourceOwner = owner_;
		});
	}
	MemoryContext memory_ = CurrentMemoryContext;
	ResourceOwner owner_ = CurrentResourceOwner;
};

} // namespace pgmigrate
