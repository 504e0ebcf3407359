#include "api/spool.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <vector>

#include "api/problems.h"

namespace muster::api {
namespace {

constexpr std::size_t read_at_once = std::size_t{64} << 10;  ///< bytes read at once

[[noreturn]] void fail(const char* what) {
  if (errno == ENOSPC || errno == EDQUOT) throw Refusal(disk_full());
  throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

Spool::~Spool() {
  if (file_ >= 0) ::close(file_);
}

void Spool::add(std::string_view text) {
  memory_ += text;
  if (memory_.size() < kept_in_memory) return;
  if (file_ < 0) open();
  flush();
}

void Spool::open() {
  auto name = (folder_ / "answer-XXXXXX").string();
  file_ = ::mkostemp(name.data(), O_CLOEXEC);
  if (file_ < 0) fail("opening a file for a long answer");
  ::unlink(name.c_str());
}

void Spool::flush() {
  std::string_view rest = memory_;
  while (!rest.empty()) {
    const auto written = ::write(file_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("writing a long answer");
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  memory_.clear();
}

bool Spool::read(const std::function<bool(std::string_view)>& take) {
  std::vector<char> buffer(file_ >= 0 ? read_at_once : 0);
  for (off_t at = 0; file_ >= 0;) {
    const auto size = ::pread(file_, buffer.data(), buffer.size(), at);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) fail("reading a long answer");
    if (size == 0) break;
    if (!take({buffer.data(), static_cast<std::size_t>(size)})) return false;
    at += size;
  }
  return memory_.empty() || take(memory_);
}

}  // namespace muster::api
