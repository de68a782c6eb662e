#include "client/written.hpp"

#include <fmt/format.h>

namespace pgmigrate::client {

void Written::add(Row row) {
	if (!is_json_)
		fmt::print("{}\n", row["path"].get<std::string>());
	rows_.push_back(std::move(row));
}

void Written::print(const Row &more) const {
	if (!is_json_)
		return;
	Row out{{"rows", rows_}};
	out.update(more);
	print_json_line(out);
}

} // namespace pgmigrate::client
