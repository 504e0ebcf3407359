#include "cli/results_csv.h"

#include <gtest/gtest.h>

#include <string>

namespace muster::cli {
namespace {

const std::string header = "Serial Number,State,Error code,Title,Advice,Hint,Request ID\r\n";

std::uint64_t failed_in(const std::string& text, std::size_t cut = 0) {
  FailedRowCounter counter;
  counter.feed(text.substr(0, cut));
  counter.feed(text.substr(cut));
  return counter.failed();
}

TEST(FailedRowCounter, CountsRowsWithAnErrorCode) {
  EXPECT_EQ(failed_in(header + "A,x,,,,,\r\nB,x,device_not_found,T,A,,\r\n"), 1U);
}

TEST(FailedRowCounter, IsNotMisledByQuotedCommasAndLineBreaks) {
  const std::string text = header + "\"A,\"\"\r\n,x\",x,,,\"a, b\",,\r\nB,x,\"code\",T,A,,\r\n";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) EXPECT_EQ(failed_in(text, cut), 1U) << cut;
}

TEST(FailedRowCounter, CountsNothingInAHeaderAlone) { EXPECT_EQ(failed_in(header), 0U); }

}  // namespace
}  // namespace muster::cli
