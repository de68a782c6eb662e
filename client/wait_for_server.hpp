// --wait-for-server: a server that is being started, as in a container beside this one, answers only after a while.
#pragma once
#include <chrono>

#include "client/config.hpp"
#include "client/options.hpp"

namespace pgmigrate::client {

// Returns as soon as the server answers, whatever it answers, or when the time is up; to connect tells what is wrong.
void wait_for_server(const Options &options, const Config &config);

} // namespace pgmigrate::client
