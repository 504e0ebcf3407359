// A lock of fcntl() is known to NFS and SMB servers, which that of flock() need not be. Windows has
// no shell that appends for us in binary: there both lines are printed.

#include "agent/collect.h"

#ifndef _WIN32
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#else
#include <fcntl.h>
#include <io.h>

#include <cstdio>
#endif

namespace muster::agent {

#ifdef _WIN32

std::string append_row(int, Format format, const identity::DeviceIdentity& device,
                       const std::string& tpm_key) {
  _setmode(_fileno(stdout), _O_BINARY);
  const auto text = header_of(format) + row_of(format, device, tpm_key);
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() ? "" : "writing failed";
}

#else
namespace {

std::string failed(std::string_view doing) {
  return std::string(doing) + ": " + std::strerror(errno);
}

std::string write_whole(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const auto written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failed("writing");
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

/// Whether somebody's editor left the last line without its end. The file may be open for writing
/// only, so it is opened once more.
bool ends_within_a_line(int descriptor, off_t size) {
  const auto name = "/proc/self/fd/" + std::to_string(descriptor);
  const int again = ::open(name.c_str(), O_RDONLY | O_CLOEXEC);
  if (again < 0) return false;
  char last = '\n';
  if (::pread(again, &last, 1, size - 1) != 1) last = '\n';
  // Closing any descriptor of a file drops its lock, so this one stays open until we end.
  return last != '\n';
}

}  // namespace

std::string append_row(int descriptor, Format format, const identity::DeviceIdentity& device,
                       const std::string& tpm_key) {
  struct stat status{};
  if (::fstat(descriptor, &status) != 0) return failed("looking at the output");
  const auto row = row_of(format, device, tpm_key);
  if (!S_ISREG(status.st_mode)) return write_whole(descriptor, header_of(format) + row);

  struct flock lock{};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  while (::fcntl(descriptor, F_SETLKW, &lock) != 0) {
    if (errno != EINTR) return failed("locking the file");
  }
  const int flags = ::fcntl(descriptor, F_GETFL);
  if (flags < 0 || ::fcntl(descriptor, F_SETFL, flags | O_APPEND) != 0) return failed("appending");
  if (::fstat(descriptor, &status) != 0) return failed("looking at the output");
  std::string text;
  if (status.st_size == 0) {
    text = header_of(format);
  } else if (ends_within_a_line(descriptor, status.st_size)) {
    text = "\r\n";
  }
  auto fault = write_whole(descriptor, text + row);
  if (fault.empty() && ::fsync(descriptor) != 0) fault = failed("writing");
  lock.l_type = F_UNLCK;
  ::fcntl(descriptor, F_SETLK, &lock);
  return fault;
}

#endif

}  // namespace muster::agent
