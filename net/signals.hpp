// The signals that stop a server.
#pragma once

#include <functional>

namespace troupe {

/// Ignores SIGHUP and SIGPIPE and keeps SIGINT and SIGTERM for
/// `wait_for_stop_signal`. Call it first in `main`, before any thread starts.
void prepare_signals();

/// Waits for SIGINT or SIGTERM. A second one calls `impatient` on a thread of
/// its own, if given. @returns the signal's number.
int wait_for_stop_signal(std::function<void()> impatient = {});

} // namespace troupe
