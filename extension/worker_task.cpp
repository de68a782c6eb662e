#include "extension/worker_task.hpp"

#include <initializer_list>

#include "extension/packed_texts.hpp"

#include "extension/pg/guard.hpp"

namespace pgmigrate {

std::string role_for_worker() {
	return pg::pg_call([] { return GetConfigOption("role", false, false); });
}

std::string pack(const WorkerTask &task) {
	std::string packed;
	for (std::string_view text : {std::string_view(task.scope.project),
			 std::string_view(task.scope.target_schema), std::string_view(task.role),
			 std::string_view(task.run), core::name(task.direction), std::string_view(task.script),
			 std::string_view(task.name), std::string_view(task.revision), std::string_view(task.call)})
		pack_text(packed, text);
	return packed;
}

WorkerTask unpack(std::string_view packed) {
	PackedTexts texts(packed);
	WorkerTask task;
	task.scope.project = texts.next();
	task.scope.target_schema = texts.next();
	task.role = texts.next();
	task.run = texts.next();
	task.direction = texts.next() == "upgrade" ? core::Direction::upgrade : core::Direction::downgrade;
	task.script = texts.next();
	task.name = texts.next();
	task.revision = texts.next();
	task.call = texts.next();
	return task;
}

} // namespace pgmigrate
