#include "cli/event_parser.h"

#include <gtest/gtest.h>

namespace muster::cli {
namespace {

std::vector<ServerEvent> parse(const std::vector<std::string>& pieces) {
  EventParser parser;
  std::vector<ServerEvent> events;
  for (const std::string& piece : pieces) {
    parser.feed(piece, [&](const ServerEvent& event) {
      events.push_back(event);
      return true;
    });
  }
  return events;
}

TEST(EventParser, ReadsTypeDataAndId) {
  const auto events = parse({"id: 7\nevent: progress\ndata: {}\n\n"});
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].id, "7");
  EXPECT_EQ(events[0].event, "progress");
  EXPECT_EQ(events[0].data, "{}");
}

TEST(EventParser, ReadsTheSameWhereverTheBytesAreCut) {
  const std::string stream = "event: a\r\ndata: 1\r\ndata: 2\r\n\r\n: note\r\n\r\ndata:3\r\r";
  for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
    const auto events = parse({stream.substr(0, cut), stream.substr(cut)});
    ASSERT_EQ(events.size(), 2U) << cut;
    EXPECT_EQ(events[0].data, "1\n2");
    EXPECT_EQ(events[1].event, "message");
    EXPECT_EQ(events[1].data, "3");
  }
}

TEST(EventParser, KeepsTheIdForTheNextEvent) {
  const auto events = parse({"id: 7\ndata: 1\n\ndata: 2\n\n"});
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[1].id, "7");
}

TEST(EventParser, DropsAnEventThatNeverEnds) { EXPECT_TRUE(parse({"data: 1\n"}).empty()); }

TEST(EventParser, StopsWhenItsListenerHasEnough) {
  EventParser parser;
  int count = 0;
  const bool wants_more = parser.feed("data: 1\n\ndata: 2\n\n", [&](const ServerEvent&) {
    ++count;
    return false;
  });
  EXPECT_FALSE(wants_more);
  EXPECT_EQ(count, 1);
}

}  // namespace
}  // namespace muster::cli
