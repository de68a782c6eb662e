// A line on the terminal that says, while a command waits for the server, where its run is.
#pragma once
#include <chrono>
#include <optional>
#include <string>

#include "client/connection.hpp"

namespace pgmigrate::client {

class LiveLine : public Connection::Watcher {
public:
	// For the runs of that connection. The keywords are those of another one, which is made if a run takes longer.
	LiveLine(const std::vector<std::pair<std::string, std::string>> &keywords, Connection &watched,
		Parameter project, Parameter target_schema);
	~LiveLine() override;
	LiveLine(const LiveLine &) = delete;
	LiveLine &operator=(const LiveLine &) = delete;

	// Whether there is a terminal to write over.
	static bool is_there();
	void waiting() override;
	void printing() override { erase(); }

private:
	void erase();
	void show(const std::string &line);
	void ask();

	const std::vector<std::pair<std::string, std::string>> &keywords_;
	Connection &watched_;
	const Parameter project_, target_schema_;
	const std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
	std::optional<Connection> connection_; // the watched one is busy
	bool gave_up_ = false;
	std::size_t shown_ = 0; // columns
};

} // namespace pgmigrate::client
