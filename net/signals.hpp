// The signals that a server hears.
#pragma once

#include <functional>

namespace troupe {

/// Ignores SIGPIPE and keeps SIGHUP, SIGINT and SIGTERM for
/// `wait_for_stop_signal`. Call it first in `main`, before any thread starts.
void prepare_signals();

/// Waits for SIGINT or SIGTERM. A second one calls `impatient` on a thread of
/// its own, if given.
/// @param reload called here for each SIGHUP before that, if given.
/// @returns the signal's number.
/// @pre `prepare_signals` has been called.
int wait_for_stop_signal(std::function<void()> impatient = {},
                         const std::function<void()>& reload = {});

} // namespace troupe
