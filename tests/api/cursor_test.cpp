#include "api/cursor.h"

#include <gtest/gtest.h>

#include "api/device_query.h"
#include "registry/ids.h"

namespace muster::api {
namespace {

TEST(Cursor, GivesBackItsFieldsWhateverTheyHold) {
  const std::string odd("\0,\xFF\n", 4);
  const auto text = make_cursor(CursorOf::people, {odd, "", std::string(1024, 'a')});
  const auto fields = read_cursor(CursorOf::people, 3, text);
  ASSERT_TRUE(fields);
  EXPECT_EQ((*fields)[0], odd);
  EXPECT_EQ((*fields)[1], "");
  EXPECT_EQ((*fields)[2].size(), 1024U);
}

TEST(Cursor, OfAnotherListIsRefused) {
  EXPECT_FALSE(read_cursor(CursorOf::batches, 1, make_cursor(CursorOf::people, {"a"})));
  EXPECT_FALSE(read_cursor(CursorOf::people, 2, make_cursor(CursorOf::people, {"a"})));
}

TEST(Cursor, ThatIsCutOrChangedIsRefused) {
  const auto text = make_cursor(CursorOf::people, {"abc", "def"});
  for (std::size_t size = 0; size < text.size(); ++size) {
    EXPECT_FALSE(read_cursor(CursorOf::people, 2, text.substr(0, size))) << size;
  }
  EXPECT_FALSE(read_cursor(CursorOf::people, 2, text + "AAAA"));
  EXPECT_FALSE(read_cursor(CursorOf::people, 2, "no cursor"));
  EXPECT_FALSE(read_cursor(CursorOf::people, 2, std::string(100'000, 'A')));
}

TEST(Cursor, HoldsAnId) {
  const registry::BatchId id{12345};
  EXPECT_EQ(read_id_cursor<registry::BatchId>(CursorOf::batches, id_cursor(CursorOf::batches, id)),
            id);
  EXPECT_FALSE(read_id_cursor<registry::BatchId>(CursorOf::batches,
                                                 make_cursor(CursorOf::batches, {"dev_1"})));
}

TEST(DeviceCursor, GoesWithItsOrderOnly) {
  registry::DeviceQuery by_serial;
  by_serial.sort = registry::DeviceSort::serial_number;
  by_serial.descending = false;
  const registry::DeviceCursor cursor{
      .id = {77}, .serial_number = "SN,1", .state_rank = 4, .last_seen = 1'700'000'000'000};
  const auto text = to_text(cursor, by_serial);
  const auto read = device_cursor_from(text, by_serial);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->id, cursor.id);
  EXPECT_EQ(read->serial_number, cursor.serial_number);
  EXPECT_EQ(read->state_rank, cursor.state_rank);
  EXPECT_EQ(read->last_seen, cursor.last_seen);

  auto backwards = by_serial;
  backwards.descending = true;
  EXPECT_FALSE(device_cursor_from(text, backwards));
}

TEST(DeviceCursor, WithAStateThatDoesNotExistIsRefused) {
  const registry::DeviceQuery query;
  const auto text = to_text({.id = {77}, .serial_number = "", .state_rank = 5}, query);
  EXPECT_FALSE(device_cursor_from(text, query));
}

}  // namespace
}  // namespace muster::api
