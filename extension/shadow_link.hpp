// The caller's side of the processes that keep a shadow: starts the keeper, talks with it and with the runner, lets go.
#pragma once
#include <optional>
#include <string>

#include "extension/shadow_failure.hpp"
#include "extension/shadow_messages.hpp"

namespace pgmigrate {

class ShadowLink {
public:
	// Starts a keeper with the identity and the settings of this session. `name` is that of a standing shadow, or empty.
	ShadowLink(ShadowTask task, const std::string &name);
	// Lets go, and waits until everything has ended; a cancel, or the end of the session, ends the wait alone.
	~ShadowLink();
	ShadowLink(const ShadowLink &) = delete;
	ShadowLink &operator=(const ShadowLink &) = delete;

	// What the keeper says. Throws its error, or 08006 where it is lost.
	std::string keeper_answer();
	// What the runner answers to a task, or the failure of what ran. Throws the error that ended one of the two, or 08006.
	struct Answer {
		std::string texts;
		std::optional<ShadowFailure> failure;
	};
	Answer ask(const std::string &task);
	// As the end, but cancels are errors, and notices are passed on.
	void finish();

private:
	struct Message {
		char kind;
		std::string body;
	};
	struct Queue {
		shm_mq_handle *handle = nullptr;
		bool open = true;
	};
	void start(ShadowTask task, const std::string &name);
	void create_segment(Size settings_size);
	std::optional<Message> take(Queue &queue);
	std::optional<Message> take_from(Queue &queue);
	Message next(bool from_runner);
	void send(const std::string &task);
	void let_go();
	bool keeper_is_there();
	void end_quietly();

	dsm_segment *segment_ = nullptr;
	ShadowHeader *header_ = nullptr;
	BackgroundWorkerHandle *keeper_process_ = nullptr;
	shm_mq_handle *hold_ = nullptr, *tasks_ = nullptr;
	Queue keeper_, answers_;
	bool made_ = false; // the keeper has answered
	bool runner_lost_ = false;
	ErrorData *error_ = nullptr; // that ended one of the two
};

} // namespace pgmigrate
