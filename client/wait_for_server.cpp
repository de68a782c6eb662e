#include "client/wait_for_server.hpp"

#include <algorithm>

#include "client/connect.hpp"
#include "client/conninfo.hpp"
#include "client/interrupt.hpp"
#include "client/talk.hpp"

namespace pgmigrate::client {

namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr milliseconds kPause{200};

// Whether it answers, be it that it refuses us; a server that is starting up does not yet.
bool answers(ConnectionOptions options, const Config &config, milliseconds left) {
	options.connect_timeout =
		std::max(1, static_cast<int>(std::chrono::ceil<std::chrono::seconds>(left).count()));
	const auto keywords = connection_keywords(options, config.database);
	const ConnectionArrays arrays(keywords);
	const PGPing ping = PQpingParams(arrays.names.data(), arrays.values.data(), 1);
	return ping != PQPING_REJECT && ping != PQPING_NO_RESPONSE;
}

} // namespace

void wait_for_server(const Options &options, const Config &config) {
	const auto deadline = Clock::now() + options.wait_for_server;
	bool is_said = false;
	for (;;) {
		check_signals();
		const auto left = std::chrono::ceil<milliseconds>(deadline - Clock::now());
		if (left <= milliseconds(0) || answers(options.connection, config, left))
			return;
		if (!is_said)
			say("waiting for the server\n");
		is_said = true;
		sleep_for(
			std::clamp(std::chrono::ceil<milliseconds>(deadline - Clock::now()), milliseconds(0), kPause));
	}
}

} // namespace pgmigrate::client
