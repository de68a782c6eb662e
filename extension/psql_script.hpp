// The text of a script for psql, written from top to bottom: header, transactions with their guards, uploads, steps.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/plan.hpp"
#include "extension/psql_reading.hpp"
#include "extension/settings.hpp"
#include "extension/step.hpp"

namespace pgmigrate {

// A step as it is written.
struct WrittenStep {
	core::Step step;
	core::Script script;
	PsqlSection section;
	bool top_level = false; // runs outside a transaction

	const core::Section &marks() const { return script.section(step.direction); }
};

class PsqlScript {
public:
	PsqlScript(const Scope &scope, Variables variables);

	// What it is for: "upgrade a -> b". `assumed` are the version rows at its start.
	void header(std::string_view what, const std::vector<std::string> &assumed, bool all_in_one);
	// Begins a transaction and checks the version rows.
	void begin(const std::vector<std::string> &assumed);
	bool in_transaction() const { return in_transaction_; }
	void commit();
	void upload(const std::vector<const core::Script *> &scripts);
	void stamp(const std::vector<std::string> &rows);
	// `description` as a run says it: "a -> b, Message".
	void step(const WrittenStep &step, const std::string &description);
	void remark(std::string_view text);
	std::string take() { return std::move(text_); }

private:
	void line(std::string_view text);
	void set(std::string_view name, std::string_view value, bool local);
	void set_for_run(bool local);
	void frame(const char *function, const WrittenStep &step, bool with_checksum);

	std::string scope_; // as arguments of our functions
	Scope where_;
	Variables variables_;
	std::string text_;
	bool in_transaction_ = false, role_remembered_ = false;
};

} // namespace pgmigrate
