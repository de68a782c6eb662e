// The session's settings, remembered over statements that have a transaction each.
#pragma once
#include <string>
#include <utility>
#include <vector>

namespace pgmigrate {

// Every setting that may change within a session, as it was; variables of scripts are not among them.
class RememberedSettings {
public:
	static RememberedSettings now();
	// Sets those that changed since to what they were.
	void put_back() const;

private:
	std::vector<std::pair<std::string, std::string>> values_;
};

} // namespace pgmigrate
