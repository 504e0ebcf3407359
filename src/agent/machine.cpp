#include "agent/machine.h"

#include <cstdint>
#include <fstream>
#include <iterator>
#include <optional>
#include <vector>

#ifdef _WIN32
#include <windows.h>
#endif

namespace muster::agent {
namespace {

using Bytes = std::vector<std::uint8_t>;

std::optional<Bytes> read_file(const std::string& name) {
  std::ifstream file(name, std::ios::binary);
  if (!file) return std::nullopt;
  Bytes bytes{std::istreambuf_iterator<char>(file), {}};
  if (file.bad()) return std::nullopt;
  return bytes;
}

std::expected<identity::Smbios, std::string> described(
    std::expected<identity::Smbios, identity::SmbiosError> read) {
  if (read) return std::move(*read);
  return std::unexpected(read.error().describe());
}

}  // namespace

std::expected<identity::Smbios, std::string> read_machine(const std::string& dump) {
  if (!dump.empty()) {
    const auto bytes = read_file(dump);
    if (!bytes) return std::unexpected("The file " + dump + " can't be read.");
    return described(identity::read_smbios_dump(*bytes));
  }
#ifdef _WIN32
  constexpr DWORD provider = 'R' << 24 | 'S' << 16 | 'M' << 8 | 'B';
  Bytes raw(::GetSystemFirmwareTable(provider, 0, nullptr, 0));
  if (raw.empty() || ::GetSystemFirmwareTable(provider, 0, raw.data(),
                                              static_cast<DWORD>(raw.size())) > raw.size()) {
    return std::unexpected("Windows gives no SMBIOS tables.");
  }
  return described(identity::read_smbios_windows(raw));
#else
  const std::string folder = "/sys/firmware/dmi/tables/";
  const auto entry_point = read_file(folder + "smbios_entry_point");
  const auto table = read_file(folder + "DMI");
  if (!entry_point || !table) {
    return std::unexpected("The tables in " + folder +
                           " can't be read. Run this as root; some virtual machines have none.");
  }
  return described(identity::read_smbios(*entry_point, *table));
#endif
}

}  // namespace muster::agent
