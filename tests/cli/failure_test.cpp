#include "cli/failure.h"

#include <gtest/gtest.h>

namespace muster::cli {
namespace {

TEST(RenderFailure, SaysWhatWhereWhatNextAndTheRequestId) {
  const ApiError error(404, "not_found", "Not found", "There is no such batch",
                       "List them with `muster batches list`", "req_1", {},
                       "GET http://h/api/v1/x");
  EXPECT_EQ(render_failure(error, false),
            "error: Not found: There is no such batch\n"
            "  where: GET http://h/api/v1/x\n"
            "  next:  List them with `muster batches list`\n"
            "  request ID: req_1\n");
}

TEST(RenderFailure, ListsWhatIsWrongWithPlaceAndValue) {
  Failure failure(ExitCode::server_refused, "The file can't be read");
  failure.items = {{"not_utf8", "This is no UTF-8", "row 7, column Model", "x\x1by"}};
  EXPECT_EQ(render_failure(failure, false),
            "error: The file can't be read\n"
            "    - row 7, column Model: This is no UTF-8 (was \"x�y\")\n");
}

TEST(RenderFailure, ListsTenItemsAndCountsTheRest) {
  Failure failure(ExitCode::usage, "Much is wrong");
  failure.items.assign(13, {"c", "m", "", std::nullopt});
  const std::string text = render_failure(failure, false);
  EXPECT_TRUE(text.ends_with("    and 3 more\n")) << text;
}

TEST(RenderFailure, TakesNoCommandsForTheTerminalFromTheServer) {
  const std::string text = render_failure(Failure(ExitCode::usage, "a\x1b[31mb"), false);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

TEST(ExitCodes, AreTheDocumentedNumbers) {
  EXPECT_EQ(static_cast<int>(ExitCode::ok), 0);
  EXPECT_EQ(static_cast<int>(ExitCode::some_rows_failed), 1);
  EXPECT_EQ(static_cast<int>(ExitCode::usage), 2);
  EXPECT_EQ(static_cast<int>(ExitCode::server_refused), 3);
  EXPECT_EQ(static_cast<int>(ExitCode::unreachable), 4);
  EXPECT_EQ(static_cast<int>(ExitCode::machine), 5);
}

}  // namespace
}  // namespace muster::cli
