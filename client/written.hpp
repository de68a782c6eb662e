// The files that a command writes: each is named when it is there, or with --json all of them in one object.
#pragma once
#include <vector>

#include "client/render.hpp"

namespace pgmigrate::client {

class Written {
public:
	explicit Written(const Options &options) : is_json_(options.json) {}
	// A row with the key "path".
	void add(Row row);
	// What adds rows: if that fails, the object of those that are there comes first, for they stay.
	template <typename Write>
	void during(Write write) const {
		try {
			write();
		} catch (...) {
			if (!rows_.empty())
				print();
			throw;
		}
	}
	// The object, with other keys behind the rows; nothing without --json.
	void print(const Row &more = Row::object()) const;
	bool empty() const { return rows_.empty(); }

private:
	const bool is_json_;
	std::vector<Row> rows_;
};

} // namespace pgmigrate::client
