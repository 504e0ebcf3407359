// Any text, cut anywhere, gives the same records or the same error; what was read, written again,
// is read as the same records.
//
// The first byte of the input says where to cut, the second which separator there is.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "intake/csv_reader.h"
#include "intake/csv_writer.h"
#include "require.h"

namespace {

using namespace muster::intake;
using muster::fuzz::require;

struct Record {
  std::uint32_t number = 0;
  std::uint64_t offset = 0;
  std::string text;
  std::vector<std::string> values;
  std::vector<std::uint64_t> offsets;
  bool operator==(const Record&) const = default;
};

struct Reading {
  std::vector<Record> records;
  std::optional<CsvError> error;
};

Reading read(std::string_view first, std::string_view second, char separator) {
  Reading reading;
  CsvReader reader(separator);
  const auto take = [&](const CsvRecord& record) {
    Record kept{.number = record.number,
                .offset = record.offset,
                .text = std::string(record.text),
                .values = {},
                .offsets = {}};
    for (const auto& field : record.fields) {
      kept.values.emplace_back(field.value);
      kept.offsets.push_back(field.offset);
    }
    reading.records.push_back(std::move(kept));
  };
  for (const auto piece : {first, second}) {
    if (const auto fed = reader.feed(piece, take); !fed) {
      reading.error = fed.error();
      return reading;
    }
  }
  if (const auto done = reader.finish(take); !done) reading.error = done.error();
  return reading;
}

void require_same(const Reading& a, const Reading& b) {
  require(a.records == b.records);
  require(a.error.has_value() == b.error.has_value());
  if (!a.error) return;
  require(a.error->kind == b.error->kind);
  require(a.error->record == b.error->record);
  require(a.error->column == b.error->column);
  require(a.error->offset == b.error->offset);
  require(a.error->record_offset == b.error->record_offset);
  require(a.error->text == b.error->text);
}

/// Each record stands where it says that it does, and no two overlap.
void require_places(const Reading& reading, std::string_view text) {
  std::uint64_t end = 0;
  for (std::size_t i = 0; i < reading.records.size(); ++i) {
    const auto& record = reading.records[i];
    require(record.number == i + 1);
    require(record.offset >= end);
    require(text.substr(record.offset, record.text.size()) == record.text);
    end = record.offset + record.text.size();
    require(!record.values.empty());
    for (const auto offset : record.offsets) require(offset >= record.offset && offset <= end);
  }
  require(end <= text.size());
  if (reading.error) {
    require(reading.error->offset < text.size());
    require(reading.error->record_offset >= end);
  }
}

void require_reads_back(const Reading& reading) {
  std::string written;
  for (const auto& record : reading.records) {
    const std::vector<std::string_view> values(record.values.begin(), record.values.end());
    append_csv_row(written, values);
  }
  const auto again = read(written, {}, ',');
  require(!again.error);
  require(again.records.size() == reading.records.size());
  for (std::size_t i = 0; i < again.records.size(); ++i) {
    require(again.records[i].values == reading.records[i].values);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
  const std::size_t cut = data[0] % (text.size() + 1);
  const char separator = ",;\t"[data[1] % 3];
  const auto whole = read(text, {}, separator);
  require_same(read(text.substr(0, cut), text.substr(cut), separator), whole);
  require_places(whole, text);
  require_reads_back(whole);
  return 0;
}
