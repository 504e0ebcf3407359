#pragma once
// Hardware hashes as no Windows writes them: any items, any lengths, told truly or not.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "identity/base64.h"

namespace muster::identity {

/// Begins empty; `of_a_device()` begins with all that a hash must hold.
class Blob {
 public:
  static Blob of_a_device() {
    return Blob().text(14, "5CG1234567").text(16, "Contoso Ltd.").text(17, "ContosoBook 14");
  }

  Blob& item(int type, std::string_view value) { return lying_item(type, value.size() + 4, value); }
  Blob& text(int type, std::string_view value) { return item(type, std::string(value) + '\0'); }
  /// An item whose header tells another length than it has.
  Blob& lying_item(int type, std::size_t told, std::string_view value) {
    append_u16(static_cast<std::size_t>(type));
    append_u16(told);
    items_ += value;
    return *this;
  }
  Blob& telling_total(std::size_t total) {
    told_total_ = total;
    return *this;
  }
  Blob& padded_with(std::string_view bytes) {
    padding_ = bytes;
    return *this;
  }

  std::size_t size() const { return items_.size() + 4; }

  std::vector<std::uint8_t> bytes() const {
    const auto total = told_total_.value_or(size());
    std::string all = "OA";
    all += static_cast<char>(total & 0xFF);
    all += static_cast<char>(total >> 8);
    all += items_ + padding_;
    return {all.begin(), all.end()};
  }
  std::string base64() const { return to_base64(bytes()); }

 private:
  void append_u16(std::size_t value) {
    items_ += static_cast<char>(value & 0xFF);
    items_ += static_cast<char>(value >> 8);
  }

  std::string items_;
  std::string padding_;
  std::optional<std::size_t> told_total_;
};

}  // namespace muster::identity
