#pragma once
// What each command does; returns the exit code.

#include "agent/options.h"

namespace muster::agent {

enum ExitCode : int { done = 0, refused = 1, usage = 2, unreachable = 3 };

int show_identity(const Options& options);
int collect(const Options& options);
int enrol(const Options& options);
int check_in(const Options& options);
int show_status(const Options& options);

}  // namespace muster::agent
