#pragma once
// What the `muster` program answers to the shell. Scripts rely on these numbers: they never change.

namespace muster::cli {

enum class ExitCode : int {
  ok = 0,                ///< everything that was asked for was done
  some_rows_failed = 1,  ///< it was done, and some rows or devices were decided against
  usage = 2,             ///< the command line, the configuration or an input file is wrong
  server_refused = 3,    ///< the server answered, and said no
  unreachable = 4,       ///< no answer: wrong address, no network, no server, or it hung up
  machine = 5,           ///< this machine failed: cannot write a file, disk full, port taken
};

}  // namespace muster::cli
