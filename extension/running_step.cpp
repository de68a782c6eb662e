#include "extension/running_step.hpp"

#include <utility>

#include "extension/recorded_step.hpp"

namespace pgmigrate {

namespace {

const ExecutionPlace *running = nullptr;

} // namespace

std::optional<RunningStep> running_step(Node *tree) {
	if (running == nullptr || running->revision == nullptr || running->scope == nullptr)
		return step_between_calls(tree);
	return RunningStep{
		*running->scope, running->revision, running->direction, running->allows_rewrite, running->ordinal};
}

StatementMark::StatementMark(const ExecutionPlace &place) : outer_(std::exchange(running, &place)) {}

StatementMark::~StatementMark() {
	running = outer_;
}

} // namespace pgmigrate
