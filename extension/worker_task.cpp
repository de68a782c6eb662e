#include "extension/worker_task.hpp"

#include <initializer_list>

#include <fmt/format.h>

#include "extension/pg/guard.hpp"

namespace pgmigrate {

std::string role_for_worker() {
	return pg::pg_call([] { return GetConfigOption("role", false, false); });
}

// Each text as its length, a colon and its bytes.
std::string pack(const WorkerTask &task) {
	std::string packed;
	for (std::string_view text : {std::string_view(task.scope.project),
			 std::string_view(task.scope.target_schema), std::string_view(task.role),
			 std::string_view(task.run), core::name(task.direction), std::string_view(task.script),
			 std::string_view(task.name), std::string_view(task.revision), std::string_view(task.call)})
		packed += fmt::format("{}:{}", text.size(), text);
	return packed;
}

WorkerTask unpack(std::string_view packed) {
	auto next = [&] {
		std::size_t colon = packed.find(':');
		std::size_t size = std::stoul(std::string(packed.substr(0, colon)));
		std::string text(packed.substr(colon + 1, size));
		packed.remove_prefix(colon + 1 + size);
		return text;
	};
	WorkerTask task;
	task.scope.project = next();
	task.scope.target_schema = next();
	task.role = next();
	task.run = next();
	task.direction = next() == "upgrade" ? core::Direction::upgrade : core::Direction::downgrade;
	task.script = next();
	task.name = next();
	task.revision = next();
	task.call = next();
	return task;
}

} // namespace pgmigrate
